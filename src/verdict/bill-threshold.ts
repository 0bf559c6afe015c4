import type { Bill } from '../cost/bill.ts';
import type { Interval } from '../statistics/interval.ts';
import { holds, OPERATOR_WORDS } from './operator.ts';
import type { ThresholdResult } from './threshold-result.ts';
import { formatPair, formatValue, labelOf } from './threshold-words.ts';
import type { Threshold } from './threshold.ts';
import type { Verdict } from './verdict.ts';

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

/**
 * Decides a known bill against the budget by the whole 95 % interval of the bill: inside it passes, outside
 * it fails, across it is inconclusive.
 */
function decideByInterval(result: ThresholdResult, interval: Interval): ThresholdResult {
  const { observed = Number.NaN, bound } = result;
  const [bill, budget] = formatPair(result, observed);
  const range = `${formatValue(result, interval.low)} to ${formatValue(result, interval.high)}`;
  const decided = verdictOf(interval, bound);
  const why =
    decided === 'pass'
      ? `cost_per_month is ${bill}, at most ${budget} as required (95 % interval ${range}).`
      : decided === 'fail'
        ? `cost_per_month is ${bill} but must be at most ${budget} (95 % interval ${range}).`
        : `cost_per_month is ${bill}, and its 95 % interval ${range} straddles the budget of ${budget}; more answers would narrow it.`;
  return { ...result, verdict: decided, interval, why };
}

function verdictOf({ low, high }: Interval, bound: number): Verdict {
  if (high <= bound) return 'pass';
  return low > bound ? 'fail' : 'inconclusive';
}
