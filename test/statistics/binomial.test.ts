import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binomialCdf, binomialQuantile } from '../../src/statistics/binomial.ts';

/** The sum of the probabilities: slow and simple. */
function summed(k: number, n: number, p: number): number {
  let chance = (1 - p) ** n;
  let sum = 0;
  for (let i = 0; i <= k; i++) {
    sum += chance;
    chance *= ((n - i) / (i + 1)) * (p / (1 - p));
  }
  return sum;
}

/** Small enough for the simple sum, whose first term must not underflow. */
const trial = fc.record({
  n: fc.integer({ min: 1, max: 200 }),
  p: fc.double({ min: 0.05, max: 0.95, noNaN: true }),
});

describe('binomial distribution', () => {
  it('the binomial distribution is the sum of its probabilities', () => {
    fc.assert(
      fc.property(trial, fc.nat(200), ({ n, p }, k) => {
        fc.pre(k < n);
        expect(binomialCdf(k, n, p)).toBeCloseTo(summed(k, n, p), 10);
      }),
    );
  });

  it('the binomial distribution is 0 below no hits and 1 from all hits on', () => {
    expect(binomialCdf(-1, 10, 0.5)).toBe(0);
    expect(binomialCdf(10, 10, 0.5)).toBe(1);
  });

  it('the binomial quantile is the first count that reaches the probability', () => {
    fc.assert(
      fc.property(trial, fc.double({ min: 0.001, max: 0.999, noNaN: true }), ({ n, p }, q) => {
        const k = binomialQuantile(n, p, q);
        expect(binomialCdf(k, n, p)).toBeGreaterThanOrEqual(q);
        expect(binomialCdf(k - 1, n, p)).toBeLessThan(q);
      }),
    );
  });

  it('the binomial distribution stays exact where n is ten million: its median is its mean', () => {
    expect(binomialQuantile(10_000_000, 0.5, 0.5)).toBe(5_000_000);
    expect(binomialCdf(4_999_999, 10_000_000, 0.5)).toBeCloseTo(0.5 - 0.5 * 2.523e-4, 7);
  });
});
