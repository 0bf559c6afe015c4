import { describe, expect, it } from 'vitest';
import { EstimatedRate } from '../../src/metrics/aggregates/estimate.ts';
import { Metrics } from '../../src/metrics/metrics.ts';
import { wilson } from '../../src/statistics/proportion.ts';
import { troubleOf } from '../../src/verdict/candidate.ts';
import { evaluate } from '../../src/verdict/evaluation.ts';
import { parseThreshold } from '../../src/verdict/threshold.ts';

const rate = (count: number, n: number) =>
  new EstimatedRate({ n, share: count / n, interval: wilson(count, n) });

/** A threshold on a rate of which `good` and `bad` are known and `unknown` are not. */
function judged(expression: string, good: number, bad: number, unknown: number) {
  const metrics = new Metrics();
  const known = good + bad;
  metrics.estimate({ metric: 'quality_pass', tags: {} }, 'haiku', {
    ...(known > 0 && { likely: rate(good, known) }),
    ...(unknown > 0 && {
      ends: { low: rate(good, known + unknown), high: rate(good + unknown, known + unknown) },
    }),
    note: unknown > 0 ? `the judge failed on ${unknown}` : '',
  });
  const spec = { metric: 'quality_pass', expression, abortOnFail: false, delayAbortEval: 0 };
  return evaluate(parseThreshold(spec), metrics, 'haiku');
}

describe('a threshold on what is partly unknown', () => {
  it.each([
    // Passes at the worst, fails at the best, or is neither.
    ['rate>=0.9', 99, 0, 1, 'pass'],
    ['rate>=0.9', 99, 1, 0, 'pass'],
    ['rate>=0.9', 40, 0, 60, 'inconclusive'],
    ['rate>=0.9', 60, 35, 5, 'fail'],
    ['rate>0.95', 95, 0, 5, 'inconclusive'],
    // The other way round the highest is the worst.
    ['rate<0.1', 0, 99, 1, 'pass'],
    ['rate<0.1', 2, 50, 48, 'inconclusive'],
    ['rate<0.1', 20, 70, 10, 'fail'],
    // Too few to meet it even at the best: what fails at both ends fails all the same.
    ['rate>=0.9', 10, 0, 2, 'inconclusive'],
    ['rate>=0.9', 1, 12, 1, 'fail'],
    // Both ends miss it, but it may lie between them.
    ['rate==0.5', 20, 20, 60, 'inconclusive'],
    ['rate!=0.5', 20, 20, 60, 'inconclusive'],
    ['rate==0.5', 5, 90, 5, 'fail'],
    ['rate!=0.5', 5, 90, 5, 'pass'],
    // Nothing known.
    ['rate>=0.9', 0, 0, 100, 'no-data'],
  ])(
    '%s with %i good, %i bad and %i unknown is %5$s',
    (expression, good, bad, unknown, verdict) => {
      expect(judged(expression, good, bad, unknown).verdict).toBe(verdict);
    },
  );

  it('says where the figure lies and why no more is known, and spans it by its interval', () => {
    const result = judged('rate>=0.9', 40, 0, 60);
    expect(result.why).toBe(
      'quality_pass rate is 100 % as far as known, and lies between 40 % and 100 %, and must be ' +
        'at least 90 %: the judge failed on 60.',
    );
    expect(result).toMatchObject({ observed: 1, n: 40, bounds: { low: 0.4, high: 1 } });
    expect(result.interval?.low).toBeCloseTo(wilson(40, 100).low, 12);
    expect(troubleOf({ name: 'haiku', thresholds: [result] })).toBe(
      'is undecided on quality_pass rate (40 % to 100 % against 90 %)',
    );
  });

  it('says of what is wholly unknown why it is', () => {
    const result = judged('rate>=0.9', 0, 0, 4);
    expect(result).not.toHaveProperty('observed');
    expect(result.why).toContain('the judge failed on 4');
  });

  it('leaves what is wholly known as it is', () => {
    expect(judged('rate>=0.9', 95, 5, 0)).not.toHaveProperty('bounds');
  });
});
