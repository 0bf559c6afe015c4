import type { Dollars } from '../../cost/bill.ts';
import type { RateSummary, Summary, TrendSummary } from '../../metrics/aggregates/summary.ts';
import type { TargetResult } from '../result/result.ts';

/** A RouteShare is what one way through a target made of targets came to. */
export interface RouteShare {
  /** The part that answered, or `cache`. */
  readonly route: string;
  /** Of the target's arrivals, 0 to 1. */
  readonly share: number;
  readonly arrivals: number;
  /** Of these arrivals, 0 to 1. */
  readonly failed: number;
  readonly latency?: TrendSummary;
  readonly ttft?: TrendSummary;
  /** US dollars per 1,000 `ok` answers of this way, every part asked on it included; no fixed costs. */
  readonly per1k: Dollars;
  /** Mean score, 0 to 1; absent when nothing was scored. */
  readonly quality?: number;
}

const FAILED = /^failed\{route:(.+)\}$/;

/** The shares of a target's routes, largest first; none where it is no route. */
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

/** One arrival that nobody could price makes the sum unknown. */
function per1k(cost: Summary | undefined, { n, count: failed }: RateSummary): Dollars {
  if (cost?.type !== 'counter' || cost.n < n || failed === n) return 'unknown';
  return (1000 * cost.count) / (n - failed);
}
