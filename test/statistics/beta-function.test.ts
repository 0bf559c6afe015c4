import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { regularisedBeta } from '../../src/statistics/beta-function.ts';

const size = fc.double({ min: 0.01, max: 1000, noNaN: true });
// In thousandths, because 1 - x loses an x near 0.
const share = fc.nat(1000).map((x) => x / 1000);

describe('regularisedBeta', () => {
  it.each([
    [0.3, 1, 1, 0.3],
    [0.3, 2, 1, 0.09],
    [0.3, 1, 2, 1 - 0.49],
    [0.5, 7.5, 7.5, 0.5],
    [0.25, 0.5, 0.5, 1 / 3],
    [0, 2, 3, 0],
    [1, 2, 3, 1],
  ])('regularisedBeta at %d of (%d, %d) is %d', (x, a, b, expected) => {
    expect(regularisedBeta(x, a, b)).toBeCloseTo(expected, 12);
  });

  it('regularisedBeta is the complement of its mirror image and never decreases', () => {
    fc.assert(
      fc.property(share, share, size, size, (x, y, a, b) => {
        expect(regularisedBeta(x, a, b) + regularisedBeta(1 - x, b, a)).toBeCloseTo(1, 10);
        const [low, high] = [Math.min(x, y), Math.max(x, y)];
        expect(regularisedBeta(low, a, b)).toBeLessThanOrEqual(regularisedBeta(high, a, b) + 1e-11);
      }),
    );
  });
});
