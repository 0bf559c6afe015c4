import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/random/random.ts';

function take(count: number, random: () => number): number[] {
  return Array.from({ length: count }, () => random());
}

describe('random stream', () => {
  it('a random stream stays in [0, 1) and repeats under its seed', () => {
    fc.assert(
      fc.property(fc.integer(), fc.string(), (seed, part) => {
        const numbers = take(20, createRandom(seed, 'order', part));
        expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
        expect(take(20, createRandom(seed, 'order', part))).toEqual(numbers);
      }),
    );
  });

  it('a random stream differs by dimension, so that one choice never changes another', () => {
    expect(take(5, createRandom(1, 'arrivals'))).not.toEqual(take(5, createRandom(1, 'judge')));
  });

  it('a random stream has the mean and variance of a uniform stream', () => {
    const numbers = take(20_000, createRandom(3, 'service'));
    const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
    const variance =
      numbers.reduce((sum, number) => sum + (number - mean) ** 2, 0) / numbers.length;
    expect(mean).toBeCloseTo(0.5, 1);
    expect(variance).toBeCloseTo(1 / 12, 2);
  });
});
