import type { Dollars } from '../../cost/bill.ts';
import type { TrendSummary } from '../../metrics/aggregates/summary.ts';
import type { FixedCost } from '../../scenario/schema/price-row.ts';
import type { Interval } from '../../statistics/interval.ts';
import type { PromptSize, TokenPrice } from './prompt-size.ts';

/** A PlanTarget is what a run measured of one target, as far as a plan needs it. */
export interface PlanTarget {
  readonly name: string;
  /** Variable US dollars per 1,000 answers, with its 95 % interval. */
  readonly per1k: Dollars;
  readonly per1kInterval?: Interval;
  /** Lines of the same name and amount on two targets are one expense, paid once when both are used. */
  readonly fixed: readonly FixedCost[];
  /** Whether it passes all thresholds but those on cost: what to pay is the plan's question. */
  readonly objectives: ObjectiveStatus;
  /** Mean tokens of a query; absent when nobody counted them. */
  readonly size?: PromptSize;
  /** What tokens were paid, tier and cache lifetime in it; absent where they are free, or nobody knows. */
  readonly price?: TokenPrice;
  /** That price as a multiple of the list's; 1 when absent. */
  readonly tierFactor?: number;
  /** Mean output tokens that its requests asked for at most, as sent; absent where nobody kept it. */
  readonly maxTokens?: number;
  /** How many quota tokens one output token counts for (serving/burndown.ts); absent where several models answer. */
  readonly burndown?: number;
  /** Where nobody documents that rate. */
  readonly burndownAssumed?: boolean;
  /** Below so many tokens the model's prompt cache keeps nothing. */
  readonly leastCached?: number;
  /** Its tokens-per-minute quota, as far as known. */
  readonly quota?: number;
  /** Milliseconds. */
  readonly latency?: Times;
  readonly ttft?: Times;
  /** The highest rate of arrivals the run held for a while, per second. */
  readonly testedPerSecond?: number;
}

/** A PricedTarget is one whose cost per 1,000 answers is known. */
export type PricedTarget = PlanTarget & { readonly per1k: number };

export function isPriced(target: PlanTarget): target is PricedTarget {
  return target.per1k !== 'unknown';
}

/** Whether its numbers are of answers enough to build on: a target that left many out has shown no cost. */
export function hasAnswered({ objectives }: Pick<PlanTarget, 'objectives'>): boolean {
  return objectives !== 'no-data' && objectives !== 'unanswered';
}

export type Times = Pick<TrendSummary, 'avg' | 'p50' | 'p95' | 'atLeast'>;

/** The words of a Verdict (verdict/verdict.ts), which stands above this folder. */
export type PlanVerdict = 'pass' | 'fail' | 'no-data' | 'inconclusive';

/**
 * Objectives are how a target stands to its objectives: `none` where it has none but on cost,
 * `unanswered` where it meets them only because no objective counts the arrivals it left unanswered,
 * `unproven` where the run cannot tell.
 */
export type ObjectiveStatus = PlanVerdict | 'none' | 'unanswered' | 'unproven';

/** US dollars a month that using all these targets costs, before the first query. */
export function fixedPerMonth(targets: readonly PlanTarget[]): number {
  const lines = new Map<string, number>();
  for (const { name, perMonth } of targets.flatMap((target) => target.fixed)) {
    lines.set(`${name} ${perMonth}`, perMonth);
  }
  return [...lines.values()].reduce((sum, perMonth) => sum + perMonth, 0);
}
