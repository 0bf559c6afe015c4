import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantileOf } from '../../../src/dataset/traces/quantile-table.ts';

const TABLE = { shares: [0.1, 0.5, 0.9], values: [10, 20, 100] };

describe('quantile table', () => {
  it.each([
    [0, 10],
    [0.1, 10],
    [0.3, 15],
    [0.5, 20],
    [0.7, 60],
    [0.9, 100],
    [0.99, 100],
  ])('a quantile table has at the share %d the value %d', (share, value) => {
    expect(quantileOf(TABLE, share)).toBeCloseTo(value, 9);
  });

  it('a quantile table never decreases as the share rises', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(share, share, (one, other) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)];
        expect(quantileOf(TABLE, low)).toBeLessThanOrEqual(quantileOf(TABLE, high));
      }),
    );
  });
});
