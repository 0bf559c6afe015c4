import type { Dollars } from '../../cost/bill.ts';
import type { Percentile } from '../../metrics/aggregates/summary.ts';
import { formatQuantity } from '../../metrics/catalogue/format-quantity.ts';
import { isTie } from '../../verdict/candidate.ts';
import type { Verdict } from '../../verdict/verdict.ts';
import type { RunResult, TargetResult } from '../result/result.ts';
import { formatPercentile } from '../text/format-metric.ts';
import { formatDollars } from '../text/money.ts';
import { price } from './focus-target.ts';

/** All targets side by side, as text, for a table of any format. */
export interface Comparison {
  readonly columns: readonly string[];
  readonly rows: readonly ComparisonRow[];
}

export interface ComparisonRow {
  readonly target: string;
  readonly verdict: Verdict;
  readonly cells: readonly Cell[];
}

/** One figure; `faint`: too few samples; `best`: the lowest acceptable cost; `alarm`: a leak. */
export interface Cell {
  readonly text: string;
  readonly faint?: boolean;
  readonly best?: boolean;
  readonly alarm?: boolean;
}

const NONE: Cell = { text: '–' };

/** Compares the targets of a run. Leaks have a column only if there are any. */
export function compare(result: RunResult): Comparison {
  const cheapest = cheapestPassing(result);
  const leaking = result.targets.some((target) => leaks(target) > 0);
  const columns = [
    'latency p50',
    'p95',
    'p99',
    'ttft p50',
    'p95',
    'failed',
    'throttled',
    '$ per 1k',
    '$ per month',
    'quality',
    ...(leaking ? ['tenant leaks'] : []),
  ];
  const rows = result.targets.map((target) => row(target, cheapest.includes(target), leaking));
  return { columns, rows };
}

/**
 * Returns the number of other tenants' canaries in a target's answers; 0 also if none was searched
 * for.
 */
function leaks({ metrics }: TargetResult): number {
  const summary = metrics['tenant_leaks'];
  return summary?.type === 'counter' ? summary.count : 0;
}

/** Returns the cheapest passing targets with a known cost; several if they cost the same. */
function cheapestPassing({ targets }: RunResult): readonly TargetResult[] {
  const priced = targets.filter(
    ({ verdict, cost }) => verdict === 'pass' && (cost.perMonth ?? cost.per1k) !== 'unknown',
  );
  const [best] = priced.toSorted((a, b) => price(a) - price(b));
  if (best === undefined) return [];
  return priced.filter(({ cost }) => isTie(cost, best.cost));
}

function row(target: TargetResult, best: boolean, leaking: boolean): ComparisonRow {
  const { cost, quality, name, verdict } = target;
  const perMonth: Dollars | undefined = cost.perMonth;
  return {
    target: name,
    verdict,
    cells: [
      percentile(target, 'latency', 'p50'),
      percentile(target, 'latency', 'p95'),
      percentile(target, 'latency', 'p99'),
      percentile(target, 'ttft', 'p50'),
      percentile(target, 'ttft', 'p95'),
      rate(target, 'failed'),
      rate(target, 'throttled'),
      {
        text: formatDollars(cost.per1k, cost.per1kAtLeast),
        ...(perMonth === undefined && best && { best }),
      },
      perMonth === undefined
        ? NONE
        : { text: formatDollars(perMonth, cost.perMonthAtLeast), ...(best && { best }) },
      qualityCell(quality),
      ...(leaking ? [leakCell(target)] : []),
    ],
  };
}

/** Formats the overall quality, with the share of answers that were scored if not all were. */
function qualityCell({ overall, account }: TargetResult['quality']): Cell {
  if (overall === undefined) return NONE;
  const text = formatQuantity(overall.mean, 'share');
  if (account === undefined || account.scored === account.asked) return { text };
  return { text: `${text} (${account.scored} of ${account.asked})` };
}

function leakCell(target: TargetResult): Cell {
  if (target.metrics['tenant_leaks'] === undefined) return NONE;
  const count = leaks(target);
  return { text: formatQuantity(count, 'count'), ...(count > 0 && { alarm: true }) };
}

function percentile({ metrics }: TargetResult, metric: string, which: Percentile): Cell {
  const trend = metrics[metric];
  if (trend?.type !== 'trend' || trend.n === 0) return NONE;
  const text = formatPercentile(trend, which);
  return trend.belowFloor.includes(which) ? { text, faint: true } : { text };
}

function rate({ metrics }: TargetResult, metric: string): Cell {
  const summary = metrics[metric];
  if (summary?.type !== 'rate' || summary.n === 0) return NONE;
  return { text: formatQuantity(summary.rate, 'share') };
}
