import type { Dollars } from '../../cost/bill.ts';
import type { RateSummary, Summary, TrendSummary } from '../../metrics/aggregates/summary.ts';
import type { TargetResult } from '../result/result.ts';

/** Results of one part of a route. */
export interface RouteShare {
  /** Name of the part that answered, or `cache`. */
  readonly route: string;
  /** Share of the target's arrivals, 0 to 1. */
  readonly share: number;
  readonly arrivals: number;
  /** Share of these arrivals that failed, 0 to 1. */
  readonly failed: number;
  readonly latency?: TrendSummary;
  readonly ttft?: TrendSummary;
  /** US dollars per 1,000 `ok` answers, requests to all parts included, without fixed costs. */
  readonly per1k: Dollars;
  /** Mean score, 0 to 1; absent if nothing was scored. */
  readonly quality?: number;
}

const FAILED = /^failed\{route:(.+)\}$/;

/** Returns the shares of a route's parts, largest first; none for other targets. */
export function routeShares({ metrics }: Pick<TargetResult, 'metrics'>): readonly RouteShare[] {
  const found = Object.entries(metrics).flatMap(([name, failed]) => {
    const route = FAILED.exec(name)?.[1];
    return route === undefined || failed.type !== 'rate' ? [] : [{ route, failed }];
  });
  const all = found.reduce((sum, { failed }) => sum + failed.n, 0);
  return found
    .map(({ route, failed }): RouteShare => {
      const latency = trend(metrics[`latency{route:${route}}`]);
      const ttft = trend(metrics[`ttft{route:${route}}`]);
      const quality = trend(metrics[`quality{route:${route}}`])?.avg;
      return {
        route,
        share: failed.n / all,
        arrivals: failed.n,
        failed: failed.rate,
        ...(latency && { latency }),
        ...(ttft && { ttft }),
        per1k: per1k(metrics[`cost{route:${route}}`], failed),
        ...(quality !== undefined && { quality }),
      };
    })
    .sort((one, other) => other.share - one.share);
}

function trend(summary: Summary | undefined): TrendSummary | undefined {
  return summary?.type === 'trend' && summary.n > 0 ? summary : undefined;
}

/** Returns the cost per 1,000 answers; unknown if one arrival's cost is. */
function per1k(cost: Summary | undefined, { n, count: failed }: RateSummary): Dollars {
  if (cost?.type !== 'counter' || cost.n < n || failed === n) return 'unknown';
  return (1000 * cost.count) / (n - failed);
}
