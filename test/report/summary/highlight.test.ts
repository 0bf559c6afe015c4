import { describe, expect, it } from 'vitest';
import type { RunResult, TargetResult } from '../../../src/report/result/result.ts';
import { type Highlight, highlights } from '../../../src/report/summary/highlight.ts';
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

const { judge: _judge, ...unjudged } = sampleResult;

describe('a highlight', () => {
  it('takes state, value, objective, interval and n from the threshold', () => {
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

  it('is decided by the worst threshold of its question', () => {
    const haiku = target('haiku');
    const [first] = haiku.thresholds;
    if (first === undefined) throw new Error('haiku has thresholds');
    const worse = { ...first, expression: 'p(99)<3500', verdict: 'fail', observed: 3620 } as const;
    const both = { ...haiku, thresholds: [first, worse] };
    expect(titled('Response time', sampleResult, both)).toMatchObject({
      measure: 'latency p99',
      verdict: 'fail',
      value: '3.62 s',
    });
  });

  it('judges nothing where no objective was set', () => {
    const free = { ...target('haiku'), thresholds: [] };
    for (const title of ['Response time', 'Refused or failed', 'Answer quality']) {
      expect(titled(title, sampleResult, free).verdict).toBeUndefined();
    }
  });

  it.each([
    [4000, 'pass', undefined],
    [6000, 'fail', undefined],
    [4900, 'inconclusive', { low: 4700, high: 5100 }],
    [4900, 'pass', { low: 4800, high: 5000 }],
    [5200, 'fail', { low: 5001, high: 5400 }],
  ] as const)(
    'holds a bill of $%d against the budget of $5,000: %s',
    (perMonth, verdict, interval) => {
      const haiku = target('haiku');
      const { perMonthInterval: _interval, ...cost } = haiku.cost;
      const billed = {
        ...haiku,
        thresholds: [],
        cost: { ...cost, perMonth, ...(interval !== undefined && { perMonthInterval: interval }) },
      };
      expect(titled('Cost per month', sampleResult, billed).verdict).toBe(verdict);
    },
  );

  it('shows a bill with its own interval, and not as one sample', () => {
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

  it('calls an unknown bill unknown and never $0', () => {
    const partner = { ...target('partner-api'), thresholds: [] };
    const highlight = titled('Cost per month', sampleResult, partner);
    expect(highlight).toMatchObject({
      value: 'unknown (at least $79.00)',
      verdict: 'no-data',
    });
    expect(JSON.stringify(highlight)).not.toMatch(/\$0(?!\.)/);
  });

  it('says beside the quality that a stand-in scored it, and only then', () => {
    expect(titled('Answer quality', sampleResult, target('haiku')).note).toMatch(/stand-in/);
    const { judge } = sampleResult;
    if (judge === undefined) throw new Error('the sample is judged');
    const real = { ...sampleResult, judge: { ...judge, standIn: false } };
    expect(titled('Answer quality', real, target('haiku')).note).toBeUndefined();
  });

  it('says that quality was not asked for where there is no judge', () => {
    const unscored = { ...target('haiku'), thresholds: [], quality: { criteria: {} } };
    expect(titled('Answer quality', unjudged, unscored).value).toBe('not asked');
  });
});
