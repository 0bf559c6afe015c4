import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  summaryStatistics,
  weightedQuantile,
} from '../../../src/report/compat/summary-statistics.ts';

const values = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 2, maxLength: 40 });

describe('summary statistics', () => {
  it.each([
    [[1, 2, 3, 4], 0.5, 2.5, 2.5],
    [[1, 2, 3, 4], 0.9, 3.7, 4.5],
    [[10, 20], 0.99, 19.9, 29.7],
    [[5], 0.9, 5, 5],
  ])('of %j have at %d the linear quantile %d and the exclusive one %d', (list, p, a, b) => {
    const spread = summaryStatistics(list);
    expect(spread.quantile(p)).toBeCloseTo(a, 9);
    expect(spread.exclusive(p)).toBeCloseTo(b, 9);
  });

  it('have quantiles between minimum and maximum by linear interpolation', () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (list, p) => {
        const { quantile, min, max } = summaryStatistics(list);
        expect(quantile(p)).toBeGreaterThanOrEqual(min - 1e-9);
        expect(quantile(p)).toBeLessThanOrEqual(max + 1e-9);
      }),
    );
  });

  it('have the standard deviations of numpy and pandas', () => {
    expect(summaryStatistics([2, 4, 4, 4, 5, 5, 7, 9]).deviation).toBe(2);
    expect(summaryStatistics([2, 4, 4, 4, 5, 5, 7, 9]).sampleDeviation).toBeCloseTo(2.13809, 5);
  });
});

describe('a weighted quantile', () => {
  it.each([
    [0.5, 1],
    [0.9, 1],
    [0.901, 50],
    [1, 50],
  ])('at %d of 1 with a large weight and 50 with a small one is %d', (p, value) => {
    const pairs = [
      { value: 50, weight: 1 },
      { value: 1, weight: 9 },
      { value: 0, weight: 0 },
    ];
    expect(weightedQuantile(pairs, p)).toBe(value);
  });

  it('is the nearest rank for equal weights', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 100 }), (list, percent) => {
        const pairs = list.map((value) => ({ value, weight: 1 }));
        const rank = Math.max(1, Math.ceil((percent * list.length) / 100 - 1e-9));
        const sorted = list.toSorted((a, b) => a - b);
        expect(weightedQuantile(pairs, percent / 100)).toBe(sorted[rank - 1]);
      }),
    );
  });
});
