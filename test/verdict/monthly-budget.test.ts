import { describe, expect, it } from 'vitest';
import type { Dollars } from '../../src/cost/bill.ts';
import { Metrics } from '../../src/metrics/metrics.ts';
import type { Interval } from '../../src/statistics/interval.ts';
import { verdictOf } from '../../src/verdict/candidate.ts';
import { decide } from '../../src/verdict/decision.ts';
import { evaluate } from '../../src/verdict/evaluation.ts';
import { exitCode } from '../../src/verdict/exit-code.ts';
import { budgetThreshold, thresholdsOf } from '../../src/verdict/threshold.ts';

const NO_BILL = { per1k: 'unknown', variablePer1k: 'unknown', fixed: [] } as const;

/** The budget of $5,000 a month, held against one bill of which so much is fixed. */
function heldAgainst(
  perMonth: Dollars,
  perMonthInterval?: Interval,
  { atLeast, fixed = 0 }: { readonly atLeast?: number; readonly fixed?: number } = {},
) {
  const metrics = new Metrics();
  metrics.record('cost_per_month', perMonth, { target: 'haiku' }, atLeast);
  const missing = perMonth === 'unknown' ? ['No price for the row of m.'] : [];
  return evaluate(budgetThreshold(5000), metrics, 'haiku', {
    ...NO_BILL,
    missing,
    fixed: [{ name: 'vectors', perMonth: fixed }],
    ...(perMonthInterval && { perMonthInterval }),
  });
}

describe('budget.month', () => {
  it('is the last threshold of a scenario that sets it, and none of one that does not', () => {
    const latency = {
      metric: 'latency',
      expression: 'p(95)<3000',
      abortOnFail: false,
      delayAbortEval: 0,
    };
    const all = thresholdsOf({ thresholds: [latency], budget: { month: 5000, run: 2 } });
    expect(all.map(({ selector, bound, origin }) => [selector.metric, bound, origin])).toEqual([
      ['latency', 3000, undefined],
      ['cost_per_month', 5000, 'budget.month'],
    ]);
    expect(thresholdsOf({ thresholds: [], budget: { run: 2 } })).toEqual([]);
  });

  it.each([
    [4000, undefined, 'inconclusive'],
    [5000, undefined, 'inconclusive'],
    [60_000, undefined, 'inconclusive'],
    [4999, { low: 4999, high: 4999 }, 'pass'],
    [4900, { low: 4700, high: 5100 }, 'inconclusive'],
    [5050, { low: 4700, high: 5100 }, 'inconclusive'],
    [4900, { low: 4800, high: 5000 }, 'pass'],
    [5200, { low: 5001, high: 5400 }, 'fail'],
  ] as const)(
    'a budget of 5,000 dollars and a bill of %d between %o is decided as %s',
    (bill, interval, verdict) => {
      const result = heldAgainst(bill, interval);
      expect(result).toMatchObject({ verdict, observed: bill });
      expect(result.interval).toEqual(interval);
    },
  );

  it('has no data where the bill is unknown, and is missed where the known part is too much', () => {
    expect(heldAgainst('unknown', undefined, { atLeast: 79 })).toMatchObject({
      verdict: 'no-data',
      unknown: true,
      why: 'cost_per_month is unknown, and at least $79.00. No price for the row of m.',
    });
    expect(heldAgainst('unknown', undefined, { atLeast: 5001 })).toMatchObject({
      verdict: 'fail',
      observed: 5001,
      atLeast: true,
    });
    expect(evaluate(budgetThreshold(5000), new Metrics(), 'haiku').verdict).toBe('no-data');
  });

  it.each([
    [5001, 'fail'],
    [5000, 'inconclusive'],
  ] as const)(
    'a bill of fewer than 30 answers, $%d of it fixed, is decided as %s',
    (fixed, verdict) => {
      expect(heldAgainst(6000, undefined, { fixed }).verdict).toBe(verdict);
    },
  );

  it('says how many answers a bill takes', () => {
    expect(heldAgainst(4000).why).toBe(
      'cost_per_month is $4,000 over fewer than 30 answers, too few for its interval; to show it at most $5,000 takes at least 30.',
    );
  });

  it('says which way its interval lies', () => {
    expect(heldAgainst(4900, { low: 4700, high: 5100 }).why).toBe(
      'cost_per_month is $4,900, and its 95 % interval $4,700 to $5,100 straddles the budget of $5,000; more answers would narrow it.',
    );
  });

  it.each([
    [4000, undefined, 'inconclusive', 97],
    [4000, { low: 3900, high: 4100 }, 'pass', 0],
    [6000, { low: 5900, high: 6100 }, 'fail', 99],
    [4900, { low: 4700, high: 5100 }, 'inconclusive', 97],
    ['unknown', undefined, 'no-data', 99],
  ] as const)(
    'alone decides the run: $%s between %o is %s, exit %d',
    (bill, interval, verdict, code) => {
      const thresholds = [heldAgainst(bill, interval)];
      const targets = [{ name: 'haiku', thresholds }];
      const decision = decide({ choose: 'every', targets, validity: 'valid' });
      expect(decision.verdict).toBe(verdict);
      expect(verdictOf({ thresholds })).toBe(verdict);
      const run = {
        verdict: decision.verdict,
        validity: 'valid',
        targets,
        requireValid: false,
      } as const;
      expect(exitCode(run)).toBe(code);
    },
  );
});
