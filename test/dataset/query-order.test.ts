import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createQueryOrder } from '../../src/dataset/query-order.ts';
import { createRandom } from '../../src/random/random.ts';

const seeded = (seed: number) => createRandom(seed, 'order');
const size = fc.integer({ min: 1, max: 40 });
const seed = fc.integer();

describe('query order', () => {
  it('a query order issues each row equally often: every round is a permutation of all rows', () => {
    fc.assert(
      fc.property(size, seed, fc.nat({ max: 50 }), (count, seed, round) => {
        const order = createQueryOrder(count, 'shuffle', seeded(seed));
        const rows = Array.from({ length: count }, (_, i) => order(round * count + i));
        expect(rows.sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, row) => row));
      }),
    );
  });

  it('a query order gives the same row for the same number, in any order of calls', () => {
    fc.assert(
      fc.property(size, seed, fc.array(fc.nat({ max: 500 })), (count, seed, numbers) => {
        const forth = createQueryOrder(count, 'shuffle', seeded(seed));
        const back = createQueryOrder(count, 'shuffle', seeded(seed));
        const expected = new Map(numbers.map((n) => [n, forth(n)]));
        for (const n of numbers.toReversed()) expect(back(n)).toBe(expected.get(n));
      }),
    );
  });

  it('a query order shuffles anew each round, and differently under another seed', () => {
    const rows = (seed: number, round: number) => {
      const order = createQueryOrder(50, 'shuffle', seeded(seed));
      return Array.from({ length: 50 }, (_, i) => order(round * 50 + i));
    };
    expect(rows(1, 0)).not.toEqual(rows(1, 1));
    expect(rows(1, 0)).not.toEqual(rows(2, 0));
  });

  it('a query order puts every row first about equally often', () => {
    const firsts = [0, 0, 0, 0];
    for (let seed = 0; seed < 4000; seed++) {
      const row = createQueryOrder(4, 'shuffle', seeded(seed))(0);
      firsts[row] = (firsts[row] ?? 0) + 1;
    }
    // 1000 expected of each; five standard deviations are 137.
    for (const times of firsts) expect(Math.abs(times - 1000)).toBeLessThan(137);
  });

  it('a query order in sequence repeats the file', () => {
    const order = createQueryOrder(3, 'sequential', seeded(1));
    expect([0, 1, 2, 3, 7].map((n) => order(n))).toEqual([0, 1, 2, 0, 1]);
  });
});
