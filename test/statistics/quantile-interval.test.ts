import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantileRanks } from '../../src/statistics/quantile-interval.ts';

describe('quantileRanks', () => {
  it.each([
    { n: 100, p: 0.5, lower: 40, upper: 61 },
    { n: 100, p: 0.9, lower: 84, upper: 96 },
    { n: 100, p: 0.95, lower: 90, upper: 100 },
    { n: 100, p: 0.99, lower: 97 },
    { n: 200, p: 0.95, lower: 184, upper: 197 },
    { n: 500, p: 0.99, lower: 490, upper: 500 },
    { n: 1000, p: 0.9, lower: 881, upper: 919 },
    { n: 1000, p: 0.95, lower: 936, upper: 964 },
    { n: 1000, p: 0.99, lower: 983, upper: 997 },
    { n: 5000, p: 0.99, lower: 4936, upper: 4964 },
  ])('quantileRanks of $n samples at $p are $lower and $upper', ({ n, p, ...ranks }) => {
    expect(quantileRanks(n, p)).toEqual(ranks);
  });

  it.each([
    { p: 0.9, n: 36 },
    { p: 0.95, n: 72 },
    { p: 0.99, n: 368 },
  ])('quantileRanks have an upper end at $p only from $n samples on', ({ p, n }) => {
    expect(quantileRanks(n - 1, p).upper).toBeUndefined();
    expect(quantileRanks(n, p).upper).toBe(n);
  });

  it('quantileRanks are absent for no samples, and for too few on either side', () => {
    expect(quantileRanks(0, 0.5)).toEqual({});
    expect(quantileRanks(5, 0.5)).toEqual({});
    expect(quantileRanks(6, 0.5)).toEqual({ lower: 1, upper: 6 });
  });

  it('quantileRanks mirror each other at p and 1 - p', () => {
    const quantile = fc.double({ min: 0.01, max: 0.99, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), quantile, (n, p) => {
        const ranks = quantileRanks(n, p);
        const mirror = quantileRanks(n, 1 - p);
        const flipped = mirror.upper === undefined ? undefined : n + 1 - mirror.upper;
        expect(ranks.lower).toBe(flipped);
      }),
      { numRuns: 50 },
    );
  });

  it('quantileRanks enclose about two standard deviations among ten million', () => {
    const { lower = 0, upper = 0 } = quantileRanks(10_000_000, 0.99);
    const deviation = Math.sqrt(10_000_000 * 0.99 * 0.01);
    expect((upper - lower) / deviation).toBeCloseTo(2 * 1.96, 1);
    expect((upper + lower) / 2).toBeCloseTo(9_900_000, -1);
  });
});
