import type { Dollars } from '../../cost/bill.ts';
import type { TrendSummary } from '../../metrics/aggregates/summary.ts';
import type { FixedCost } from '../../scenario/schema/price-row.ts';
import type { Interval } from '../../statistics/interval.ts';
import type { PromptSize, TokenPrice } from './prompt-size.ts';

/** Measurements of one target that a plan needs. */
export interface PlanTarget {
  readonly name: string;
  /** Variable cost, US dollars per 1,000 answers, with its 95 % interval. */
  readonly per1k: Dollars;
  readonly per1kInterval?: Interval;
  /** Fixed costs; lines of the same name and amount on two targets are one expense, paid once. */
  readonly fixed: readonly FixedCost[];
  /** Result of all thresholds except those on cost, which the plan decides itself. */
  readonly objectives: ObjectiveStatus;
  /** Mean tokens of a query; absent where unknown. */
  readonly size?: PromptSize;
  /** Price paid for tokens, with tier and cache lifetime; absent where free or unknown. */
  readonly price?: TokenPrice;
  /** That price as a multiple of the list price; default 1. */
  readonly tierFactor?: number;
  /** Mean maxTokens of its requests, as sent; absent where not recorded. */
  readonly maxTokens?: number;
  /**
   * Quota tokens per output token (serving/throttling/burndown.ts); absent where several models answer.
   */
  readonly burndown?: number;
  /** Whether that rate is assumed, not documented. */
  readonly burndownAssumed?: boolean;
  /** Minimum prompt tokens of the model's prompt cache. */
  readonly leastCached?: number;
  /** Tokens-per-minute quota; absent where unknown. */
  readonly quota?: number;
  /** Latency, milliseconds. */
  readonly latency?: Times;
  readonly ttft?: Times;
  /** Highest sustained arrival rate of the run, per second. */
  readonly testedPerSecond?: number;
}

/** A target with a known cost per 1,000 answers. */
export type PricedTarget = PlanTarget & { readonly per1k: number };

export function isPriced(target: PlanTarget): target is PricedTarget {
  return target.per1k !== 'unknown';
}

/** Whether enough arrivals were answered to use its figures; otherwise its cost is not shown. */
export function hasAnswered({ objectives }: Pick<PlanTarget, 'objectives'>): boolean {
  return objectives !== 'no-data' && objectives !== 'unanswered';
}

export type Times = Pick<TrendSummary, 'avg' | 'p50' | 'p95' | 'atLeast'>;

/** Values of a Verdict (verdict/verdict.ts), which this folder must not import. */
export type PlanVerdict = 'pass' | 'fail' | 'no-data' | 'inconclusive';

/**
 * Result against the objectives: `none` where there are only cost objectives, `unanswered` where it
 * passes only because no objective counts the arrivals it left unanswered, `unproven` where the run
 * cannot show it.
 */
export type ObjectiveStatus = PlanVerdict | 'none' | 'unanswered' | 'unproven';

/** Returns the fixed costs of using all these targets, US dollars a month. */
export function fixedPerMonth(targets: readonly PlanTarget[]): number {
  const lines = new Map<string, number>();
  for (const { name, perMonth } of targets.flatMap((target) => target.fixed)) {
    lines.set(`${name} ${perMonth}`, perMonth);
  }
  return [...lines.values()].reduce((sum, perMonth) => sum + perMonth, 0);
}
