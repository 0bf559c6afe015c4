import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bill } from '../../../src/cost/bill.ts';
import { Metrics } from '../../../src/metrics/metrics.ts';
import type { RunResult, TargetResult } from '../../../src/report/result/result.ts';
import { type Highlight, highlights } from '../../../src/report/summary/highlight.ts';
import { verdictOf } from '../../../src/verdict/candidate.ts';
import { evaluate } from '../../../src/verdict/evaluation.ts';
import { thresholdsOf } from '../../../src/verdict/threshold.ts';
import { termsOfText } from '../../verdict/terms-of.ts';
import { sampleResult } from '../sample-result.ts';

function target(name: string): TargetResult {
  const found = sampleResult.targets.find((target) => target.name === name);
  if (found === undefined) throw new Error(`the sample has no ${name}`);
  return found;
}

function titled(title: string, result: RunResult, target: TargetResult): Highlight {
  const found = highlights(result, target).find((highlight) => highlight.title === title);
  if (found === undefined) throw new Error(`no highlight "${title}"`);
  return found;
}

/** The target haiku at another bill, with the monthly budget as its one objective. */
function billedAt(
  month: Pick<Bill, 'perMonth' | 'perMonthAtLeast' | 'perMonthInterval'>,
  budget: number,
): TargetResult {
  const haiku = target('haiku');
  const { perMonthInterval: _interval, ...rest } = haiku.cost;
  const cost = { ...rest, ...month };
  const metrics = new Metrics();
  metrics.record(
    'cost_per_month',
    month.perMonth ?? 'unknown',
    { target: haiku.name },
    month.perMonthAtLeast,
  );
  const thresholds = thresholdsOf({ thresholds: [], budget: { month: budget } });
  return {
    ...haiku,
    cost,
    thresholds: thresholds.map((threshold) => evaluate(threshold, metrics, haiku.name, cost)),
  };
}

const { judge: _judge, ...unjudged } = sampleResult;

describe('a highlight', () => {
  it('has the verdict, value, objective, interval and n of the threshold', () => {
    expect(titled('Response time', sampleResult, target('haiku'))).toEqual({
      title: 'Response time',
      measure: 'latency p95',
      verdict: 'pass',
      value: '2.83 s',
      objective: 'under 3 s',
      interval: '2.79 s to 2.87 s',
      n: 5988,
    });
  });

  it('has the verdict of the worst threshold on its question', () => {
    const haiku = target('haiku');
    const [first] = haiku.thresholds;
    if (first === undefined) throw new Error('haiku has thresholds');
    const terms = termsOfText('latency', 'p(99)<3500');
    const worse = { ...first, ...terms, verdict: 'fail', observed: 3620 } as const;
    const both = { ...haiku, thresholds: [first, worse] };
    expect(titled('Response time', sampleResult, both)).toMatchObject({
      measure: 'latency p99',
      verdict: 'fail',
      value: '3.62 s',
    });
  });

  it('has no verdict without an objective', () => {
    const free = { ...target('haiku'), thresholds: [] };
    for (const title of ['Response time', 'Refused or failed', 'Answer quality']) {
      expect(titled(title, sampleResult, free).verdict).toBeUndefined();
    }
  });

  it('shows a bill against the budget with its interval', () => {
    const interval = { low: 4700, high: 5100 };
    const billed = billedAt({ perMonth: 4900, perMonthInterval: interval }, 5000);
    expect(titled('Cost per month', sampleResult, billed)).toMatchObject({
      measure: 'cost per month',
      verdict: 'inconclusive',
      value: '$4,900',
      objective: 'budget $5,000',
      interval: '$4,700 to $5,100',
    });
  });

  it('never has a better verdict on a bill than its target', () => {
    const dollars = fc.double({ min: 1, max: 10_000, noNaN: true });
    const bill = fc.oneof(
      fc.record({ perMonth: dollars }),
      fc.record({ perMonth: fc.constant('unknown' as const), perMonthAtLeast: dollars }),
      fc.tuple(dollars, dollars, dollars).map((sums) => {
        const [low = 0, perMonth = 0, high = 0] = [...sums].sort((a, b) => a - b);
        return { perMonth, perMonthInterval: { low, high } };
      }),
    );
    fc.assert(
      fc.property(bill, dollars, (cost, month) => {
        const billed = billedAt(cost, month);
        const { verdict } = titled('Cost per month', sampleResult, billed);
        expect(verdict).toBe(verdictOf(billed));
        const sure = cost.perMonth !== 'unknown' && cost.perMonth <= month;
        if (!sure) expect(verdict).not.toBe('pass');
      }),
    );
  });

  it('shows a bill with its own interval, and without n', () => {
    expect(titled('Cost per month', sampleResult, target('haiku'))).toEqual({
      title: 'Cost per month',
      measure: 'cost per month',
      verdict: 'pass',
      value: '$1,240',
      objective: 'under $5,000',
      interval: '$1,221 to $1,260',
      note: '$0.816 per 1,000 answers',
    });
  });

  it('shows an unknown bill as unknown, never $0', () => {
    const partner = billedAt({ perMonth: 'unknown', perMonthAtLeast: 79 }, 5000);
    const highlight = titled('Cost per month', sampleResult, partner);
    expect(highlight).toMatchObject({
      value: 'unknown (at least $79.00)',
      verdict: 'no-data',
    });
    expect(JSON.stringify(highlight)).not.toMatch(/\$0(?!\.)/);
  });

  it('says that a stand-in judge scored the quality, only if it did', () => {
    expect(titled('Answer quality', sampleResult, target('haiku')).note).toMatch(/stand-in/);
    const { judge } = sampleResult;
    if (judge === undefined) throw new Error('the sample is judged');
    const real = { ...sampleResult, judge: { ...judge, standIn: false } };
    expect(titled('Answer quality', real, target('haiku')).note).toBeUndefined();
  });

  it('says that quality was not measured without a judge', () => {
    const unscored = { ...target('haiku'), thresholds: [], quality: { criteria: {} } };
    expect(titled('Answer quality', unjudged, unscored).value).toBe('not measured');
  });
});
