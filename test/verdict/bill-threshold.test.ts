import { describe, expect, it } from 'vitest';
import { Metrics } from '../../src/metrics/metrics.ts';
import type { Interval } from '../../src/statistics/interval.ts';
import { evaluate } from '../../src/verdict/evaluation.ts';
import { parseThreshold } from '../../src/verdict/threshold.ts';

const TIGHT: Interval = { low: 3.9, high: 4.1 };

/** A threshold held against a bill of $4 per 1,000 answers, $1 of it fixed. */
function verdictOf(
  metric: 'cost_per_1k' | 'variable_cost_per_1k' | 'cost_per_month',
  expression: string,
  interval?: Interval,
) {
  const metrics = new Metrics();
  const value = metric === 'variable_cost_per_1k' ? 3 : 4;
  metrics.record(metric, value, { target: 'haiku' });
  const threshold = parseThreshold({ metric, expression, abortOnFail: false, delayAbortEval: 0 });
  return evaluate(threshold, metrics, 'haiku', {
    per1k: 4,
    variablePer1k: 3,
    fixed: [{ name: 'vectors', perMonth: 1 }],
    missing: [],
    ...(interval && {
      per1kInterval: interval,
      variablePer1kInterval: interval,
      perMonthInterval: interval,
    }),
  }).verdict;
}

describe('a threshold on a bill', () => {
  it.each([
    ['cost_per_1k', 'value<5', 'inconclusive'],
    ['cost_per_1k', 'value<4', 'inconclusive'],
    ['cost_per_1k', 'value<=1', 'inconclusive'],
    ['cost_per_1k', 'value<1', 'fail'],
    ['cost_per_1k', 'value>3', 'inconclusive'],
    ['cost_per_month', 'value<5', 'inconclusive'],
    ['cost_per_month', 'value<1', 'fail'],
    ['variable_cost_per_1k', 'value<4', 'inconclusive'],
    ['variable_cost_per_1k', 'value<1', 'inconclusive'],
    ['variable_cost_per_1k', 'value<0', 'fail'],
  ] as const)(
    'of fewer than 30 answers is decided by its fixed part alone: %s %s is %s',
    (metric, expression, verdict) => {
      expect(verdictOf(metric, expression)).toBe(verdict);
    },
  );

  it.each([
    ['cost_per_1k', 'value<4.05', 'pass'],
    ['cost_per_1k', 'value<3.95', 'fail'],
    ['variable_cost_per_1k', 'value<4', 'pass'],
    ['cost_per_month', 'value<4.05', 'pass'],
  ] as const)(
    'of 30 answers is decided by its figure: %s %s is %s',
    (metric, expression, verdict) => {
      expect(verdictOf(metric, expression, TIGHT)).toBe(verdict);
    },
  );
});
