import type { Bill } from '../cost/bill.ts';
import type { Interval } from '../statistics/interval.ts';
import { decideByInterval } from './budget-threshold.ts';
import { holds, OPERATOR_WORDS } from './operator.ts';
import type { ThresholdResult } from './threshold-result.ts';
import { formatPair, labelOf } from './threshold-words.ts';
import type { Threshold } from './threshold.ts';

/** What a threshold on costs needs of a target's bill. */
export type BillFacts = Pick<
  Bill,
  | 'per1k'
  | 'per1kInterval'
  | 'variablePer1k'
  | 'variablePer1kInterval'
  | 'perMonthInterval'
  | 'fixed'
  | 'missing'
>;

/** A figure of a bill, US dollars. */
interface BillFigure {
  /** Absent where fewer than 30 answers were billed. */
  readonly interval: Interval | undefined;
  /** Part that no answer changes. */
  readonly fixed: number;
}

/**
 * Decides a threshold on a figure of a bill. `budget.month` goes by the figure's whole interval.
 * A figure of fewer than 30 answers has no interval: it cannot pass, and fails only where its fixed
 * part alone does. Results of other metrics stay as they are.
 */
export function decideByBill(
  threshold: Threshold,
  result: ThresholdResult,
  bill: BillFacts,
): ThresholdResult {
  const figure = figureOf(threshold.metric.name, bill);
  const { observed, atLeast, verdict } = result;
  const isKnown = observed !== undefined && atLeast !== true && verdict !== 'no-data';
  if (figure === undefined || !isKnown) return result;
  const { interval, fixed } = figure;
  if (interval !== undefined) {
    return threshold.origin === 'budget.month' ? decideByInterval(result, interval) : result;
  }
  const { operator, bound } = threshold;
  if (operator.startsWith('<') && !holds(fixed, operator, bound)) return result;
  const [dollars, most] = formatPair(result, observed);
  const why =
    `${labelOf(threshold)} is ${dollars} over fewer than 30 answers, too few for its interval; ` +
    `to show it ${OPERATOR_WORDS[operator]} ${most} takes at least 30.`;
  return { ...result, verdict: 'inconclusive', why };
}

function figureOf(metric: string, bill: BillFacts): BillFigure | undefined {
  const { per1k, variablePer1k } = bill;
  if (metric === 'cost_per_month') {
    const fixed = bill.fixed.reduce((sum, line) => sum + line.perMonth, 0);
    return { interval: bill.perMonthInterval, fixed };
  }
  if (metric === 'cost_per_1k') {
    const isKnown = per1k !== 'unknown' && variablePer1k !== 'unknown';
    return { interval: bill.per1kInterval, fixed: isKnown ? per1k - variablePer1k : 0 };
  }
  if (metric === 'variable_cost_per_1k') return { interval: bill.variablePer1kInterval, fixed: 0 };
  return undefined;
}
