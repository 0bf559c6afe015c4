import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Metrics } from '../../src/metrics/metrics.ts';
import type { Sample } from '../../src/sample/sample.ts';
import { evaluate } from '../../src/verdict/evaluation.ts';
import { parseThreshold } from '../../src/verdict/threshold.ts';
import { answeredIn, dropped, failedWith, sampleOf } from '../metrics/sample-stub.ts';

function verdictOn(samples: readonly Sample[], metric: string, expression: string) {
  const metrics = new Metrics({ selectors: [metric] });
  for (const sample of samples) metrics.add(sample, []);
  metrics.close(10_000);
  const spec = { metric, expression, abortOnFail: false, delayAbortEval: 0 };
  return evaluate(parseThreshold(spec), metrics, 'haiku');
}

function answers(n: number, latency: (i: number) => number = () => 100): Sample[] {
  return Array.from({ length: n }, (_, i) => answeredIn(latency(i)));
}

function failures(n: number): Sample[] {
  return Array.from({ length: n }, () => failedWith('server_error'));
}

function verdictOnBill(expression: string, atLeast?: number, missing: readonly string[] = []) {
  const metrics = new Metrics();
  metrics.record('cost_per_1k', 'unknown', { target: 'haiku' }, atLeast);
  const spec = { metric: 'cost_per_1k', expression, abortOnFail: false, delayAbortEval: 0 };
  return evaluate(parseThreshold(spec), metrics, 'haiku', {
    per1k: 'unknown',
    variablePer1k: 'unknown',
    fixed: [],
    missing,
  });
}

describe('a threshold on a bill that is unknown', () => {
  const missing = ['No price for cached input in the row of m: add cacheRead.'];

  it('is never met, and says unknown and why, never that nothing was recorded', () => {
    expect(verdictOnBill('value<=5', undefined, missing)).toMatchObject({
      verdict: 'no-data',
      unknown: true,
      why: `cost_per_1k is unknown. ${missing[0]}`,
    });
    expect(verdictOnBill('value<=5', 4.9)).toMatchObject({
      verdict: 'no-data',
      unknown: true,
      why: 'cost_per_1k is unknown, and at least $4.90.',
    });
    expect(verdictOnBill('value>=1', 4.9).verdict).toBe('no-data');
  });

  it('is missed where what is known of it is too much already', () => {
    expect(verdictOnBill('value<=5', 5.1, missing)).toMatchObject({
      verdict: 'fail',
      observed: 5.1,
      atLeast: true,
      why: `cost_per_1k is unknown, and at least $5.10, but must be at most $5.00. ${missing[0]}`,
    });
  });
});

describe('a threshold', () => {
  it('without data has no verdict but no-data', () => {
    expect(verdictOn([], 'latency', 'p(95)<3000')).toEqual({
      metric: 'latency',
      expression: 'p(95)<3000',
      target: 'haiku',
      verdict: 'no-data',
      selector: { metric: 'latency', tags: {} },
      aggregate: 'percentile',
      percentile: 95,
      operator: '<',
      bound: 3000,
      unit: 'ms',
      n: 0,
      why: 'Nothing was recorded for latency, so there is nothing to judge.',
    });
    expect(verdictOn(answers(90), 'latency{tenant:nobody}', 'avg<1')).toMatchObject({
      verdict: 'no-data',
    });
    expect(verdictOn(failures(90), 'latency', 'p(95)<3000').verdict).toBe('no-data');
  });

  it('is met from the floor on when the point estimate meets it', () => {
    const result = verdictOn(answers(59), 'latency', 'p(95)<3000');
    expect(result).toMatchObject({ verdict: 'pass', n: 59, bound: 3000 });
    expect(result.observed).toBeCloseTo(100, 0);
    expect(result.why).toBe('p(95) latency is 100 ms, under 3 s as required (59 samples).');
  });

  it('says its interval where there is one, and whether it straddles the bound', () => {
    const rising = answers(1000, (i) => i + 1);
    expect(verdictOn(rising, 'latency', 'p(95)<1000').why).toBe(
      'p(95) latency is 950 ms, under 1 s as required ' +
        '(95 % interval 936 ms to 964 ms; 1,000 samples).',
    );
    expect(verdictOn(rising, 'latency', 'p(95)<955').why).toBe(
      'p(95) latency is 950 ms, under 955 ms as required ' +
        '(95 % interval 936 ms to 964 ms straddles the bound; 1,000 samples).',
    );
    expect(verdictOn(rising, 'latency', 'p(95)<945')).toMatchObject({
      verdict: 'fail',
      why:
        'p(95) latency is 950 ms but must be under 945 ms ' +
        '(95 % interval 936 ms to 964 ms straddles the bound; 1,000 samples).',
    });
  });

  it('below the floor is inconclusive, and says how many more would settle it', () => {
    expect(verdictOn(answers(58), 'latency', 'p(95)<3000')).toMatchObject({
      verdict: 'inconclusive',
      n: 58,
      why:
        'p(95) latency is 100 ms over only 58 samples; to show it under 3 s takes at least 59, ' +
        'so 1 more would settle it.',
    });
    // The point estimate is over, but so few samples cannot show it either.
    const oneSlow = answers(20, (i) => (i < 18 ? 100 : 5000));
    expect(verdictOn(oneSlow, 'latency', 'p(95)<3000').verdict).toBe('inconclusive');
  });

  it('below the floor still fails where even its bounds lie wholly beyond', () => {
    const result = verdictOn(
      answers(40, () => 5000),
      'latency',
      'p(95)<3000',
    );
    expect(result).toMatchObject({
      verdict: 'fail',
      why: 'p(95) latency is 5 s but must be under 3 s (40 samples).',
    });
    expect(result).not.toHaveProperty('interval');
  });

  it('never passes with fewer samples than its percentile needs', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 298 }), fc.integer({ min: 1, max: 5000 }), (n, ms) => {
        expect(
          verdictOn(
            answers(n, () => ms),
            'latency',
            'p(99)<3000',
          ).verdict,
        ).not.toBe('pass');
      }),
      { numRuns: 20 },
    );
  });

  it('on a low percentile needs as many samples as on the high one across', () => {
    const paced = (n: number) => Array.from({ length: n }, () => sampleOf());
    const [metric, expression] = ['output_tokens_per_second', 'p(10)>20'];
    expect(verdictOn(paced(28), metric, expression).verdict).toBe('inconclusive');
    expect(verdictOn(paced(29), metric, expression)).toMatchObject({
      verdict: 'pass',
      why: 'p(10) output_tokens_per_second is 33.3/s, over 20/s as required (29 samples).',
    });
  });

  it.each([
    ['failed', 'rate<0.01', 299, 'pass'],
    ['failed', 'rate<0.01', 298, 'inconclusive'],
    ['good', 'rate>0.95', 59, 'pass'],
    ['good', 'rate>=0.95', 58, 'inconclusive'],
    ['failed', 'rate==0', 1, 'pass'],
    ['failed', 'rate<=0', 1, 'pass'],
    ['failed', 'rate<1', 1, 'pass'],
  ])('on %s that says %s over %d clean samples is %s', (metric, expression, n, verdict) => {
    expect(verdictOn(answers(n), metric, expression).verdict).toBe(verdict);
  });

  it('on a rate says the share and its Wilson interval', () => {
    expect(verdictOn([...answers(98), ...failures(2)], 'failed', 'rate<0.1').why).toBe(
      'failed rate is 2 %, under 10 % as required (95 % interval 0.55 % to 7 %; 100 samples).',
    );
    expect(verdictOn([...answers(5), ...failures(5)], 'failed', 'rate<0.01')).toMatchObject({
      verdict: 'fail',
      observed: 0.5,
    });
  });

  it('on a counter is exact', () => {
    expect(verdictOn(answers(3), 'dropped_iterations', 'count==0')).toMatchObject({
      verdict: 'pass',
      observed: 0,
      why: 'dropped_iterations is 0, exactly 0 as required (3 samples).',
    });
    expect(verdictOn([...answers(3), dropped()], 'dropped_iterations', 'count==0')).toMatchObject({
      verdict: 'fail',
      why: 'dropped_iterations is 1 but must be exactly 0 (4 samples).',
    });
    expect(verdictOn(answers(30), 'iterations', 'rate>=3')).toMatchObject({
      verdict: 'pass',
      why: 'iterations per second is 3/s, at least 3/s as required (30 samples).',
    });
  });

  it.each([
    ['latency', 'max<4000', 'highest latency is 4 s but must be under 4 s (4 samples).'],
    ['latency', 'min>=1000', 'lowest latency is 1 s, at least 1 s as required (4 samples).'],
    ['latency', 'p(100)<=4000', 'p(100) latency is 4 s, at most 4 s as required (4 samples).'],
    [
      'latency',
      'avg<2500.01',
      'average latency is 2.5 s, under 2.50001 s as required (4 samples).',
    ],
    ['output_tokens', 'count<50', 'total output_tokens is 56 but must be under 50 (4 samples).'],
    ['cost', 'count<1', 'cost is $0.004, under $1.00 as required (4 samples).'],
  ])('on %s that says %s explains itself', (metric, expression, why) => {
    expect(
      verdictOn(
        answers(4, (i) => 1000 * (i + 1)),
        metric,
        expression,
      ).why,
    ).toBe(why);
  });

  it('on a sum with unknown parts can fail, but not pass', () => {
    const { costUsd: _, ...unpriced } = sampleOf();
    const samples = [...answers(3), unpriced];
    expect(verdictOn(samples, 'cost', 'count<1')).toMatchObject({
      verdict: 'no-data',
      why: 'cost is unknown for 1 of 4 samples, so its sum cannot be judged.',
    });
    expect(verdictOn(samples, 'cost', 'count<0.002')).toMatchObject({
      verdict: 'fail',
      why:
        'cost is unknown for 1 of 4 samples, and the rest alone come to $0.003 ' +
        'but must be under $0.002.',
    });
    expect(verdictOn([unpriced], 'cost', 'count>=0').verdict).toBe('no-data');
  });

  it('judges what was recorded after the run', () => {
    const metrics = new Metrics({ selectors: ['quality{criterion:correct}'] });
    for (let i = 0; i < 40; i++) {
      metrics.record('quality', i < 30 ? 1 : 0, { target: 'haiku', criterion: 'correct' });
    }
    metrics.record('cost_per_month', 4176, { target: 'haiku' });
    const evaluateOn = (metric: string, expression: string) => {
      const spec = { metric, expression, abortOnFail: false, delayAbortEval: 0 };
      return evaluate(parseThreshold(spec), metrics, 'haiku');
    };
    expect(evaluateOn('quality{criterion:correct}', 'avg>=0.7').why).toBe(
      'average quality{criterion:correct} is 0.75, at least 0.7 as required ' +
        '(95 % interval 0.614 to 0.886 straddles the bound; 40 samples).',
    );
    expect(evaluateOn('cost_per_month', 'value<=4000').why).toBe(
      'cost_per_month is $4,176 but must be at most $4,000 (one figure for the whole run).',
    );
  });

  const ended = (n: number, outcome: Sample['outcome'], wait: number): Sample[] =>
    Array.from({ length: n }, () => failedWith(outcome, { end: wait }));

  it.each([
    [18, 'timeout', 5000, 'p(95)<3000', 'fail'],
    [18, 'timeout', 2000, 'p(95)<3000', 'inconclusive'],
    [18, 'throttled', 5, 'p(95)<3000', 'inconclusive'],
    [4, 'throttled', 5, 'p(95)<3000', 'pass'],
    [4, 'timeout', 5000, 'p(95)<3000', 'pass'],
    [18, 'dropped', 0, 'p(95)<3000', 'inconclusive'],
    [18, 'timeout', 5000, 'med<3000', 'pass'],
    [1, 'throttled', 5, 'avg<3000', 'inconclusive'],
    [1, 'throttled', 5, 'max<3000', 'inconclusive'],
    [1, 'throttled', 5, 'min>=50', 'inconclusive'],
    [18, 'timeout', 5000, 'p(95)>3000', 'pass'],
  ] as const)(
    'over 100 arrivals of which %d ended %s after %d ms that says %s is %s',
    (n, outcome, wait, expression, verdict) => {
      const samples = [...answers(100 - n), ...ended(n, outcome, wait)];
      expect(verdictOn(samples, 'latency', expression).verdict).toBe(verdict);
    },
  );

  it('says of a percentile that falls on them that it is at least so long', () => {
    const samples = [...answers(82), ...ended(18, 'timeout', 2000)];
    expect(verdictOn(samples, 'latency', 'p(95)<3000')).toMatchObject({
      atLeast: true,
      observed: expect.closeTo(2000, -1) as unknown,
      why:
        'p(95) latency is at least 2 s over 100 samples, but 18 of them are waits that no answer ' +
        'ended, so it may be anything above; to show it under 3 s takes fewer of them.',
    });
  });

  it.each([
    ['p(95)<3000', 'pass'],
    ['p(95)<1600', 'inconclusive'],
    ['p(95)<1500', 'inconclusive'],
    ['med<400', 'fail'],
    ['avg<3000', 'pass'],
    ['avg<1100', 'inconclusive'],
    ['avg<300', 'fail'],
  ])('far from its bound is decided however samples drift: %s is %s', (expression, verdict) => {
    const drift = Array.from({ length: 600 }, (_, i) => answeredIn(800 + i, { due: 100 * i }));
    expect(verdictOn(drift, 'latency', expression).verdict).toBe(verdict);
  });

  it('is inconclusive on samples that depend on each other too much, and says how many they are worth', () => {
    const wave = Array.from({ length: 600 }, (_, i) =>
      answeredIn(1000 + 400 * Math.sin(i / 50), { due: 100 * i }),
    );
    const result = verdictOn(wave, 'latency', 'p(95)<2000');
    expect(result.verdict).toBe('inconclusive');
    expect(result.why).toMatch(/worth only \d+ independent ones, so it has no upper bound/);
  });
});
