import type { Scenario } from '../scenario/scenario.ts';
import type { Interval } from '../statistics/interval.ts';
import type { ThresholdResult } from './threshold-result.ts';
import { formatPair, formatValue } from './threshold-words.ts';
import { parseThreshold, type Threshold } from './threshold.ts';
import type { Verdict } from './verdict.ts';

/** All thresholds of a scenario, in order, and `budget.month` as the last one. */
export function thresholdsOf({
  thresholds,
  budget,
}: Pick<Scenario, 'thresholds' | 'budget'>): readonly Threshold[] {
  return [
    ...thresholds.map(parseThreshold),
    ...(budget.month === undefined ? [] : [budgetThreshold(budget.month)]),
  ];
}

/** `budget.month` as a threshold on the monthly bill of each target. */
export function budgetThreshold(dollars: number): Threshold {
  const spec = {
    metric: 'cost_per_month',
    expression: `value<=${dollars}`,
    abortOnFail: false,
    delayAbortEval: 0,
  };
  return { ...parseThreshold(spec), origin: 'budget.month' };
}

/**
 * Decides a known bill against the budget by the whole 95 % interval of the bill: inside it passes, outside
 * it fails, across it is inconclusive.
 */
export function decideByInterval(result: ThresholdResult, interval: Interval): ThresholdResult {
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
