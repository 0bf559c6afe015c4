import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearestRank } from '../../src/statistics/nearest-rank.ts';

describe('nearestRank', () => {
  it.each([
    [0.07, 100, 7],
    [0.95, 100, 95],
    [0.95, 20, 19],
    [0.951, 20, 20],
    [0.5, 3, 2],
    [0, 5, 1],
    [1, 5, 5],
    [0.5, 0, 1],
  ])('nearestRank of a share %d of %d values is %d', (share, n, rank) => {
    expect(nearestRank(share, n)).toBe(rank);
  });

  it('nearestRank of k in n is k for whole numbers, whatever the division rounds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), fc.nat(), (n, seed) => {
        const k = 1 + (seed % n);
        expect(nearestRank(k / n, n)).toBe(k);
      }),
    );
  });
});
