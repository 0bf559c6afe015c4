import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Moments } from '../../../src/metrics/aggregates/moments.ts';

function momentsOf(values: readonly number[]): Moments {
  const moments = new Moments();
  for (const value of values) moments.add(value);
  return moments;
}

describe('Moments', () => {
  it('the sum, mean and variance are those of the values', () => {
    const moments = momentsOf([2, 4, 4, 4, 5, 5, 7, 9]);
    expect(moments.sum).toBe(40);
    expect(moments.mean).toBe(5);
    expect(moments.variance).toBeCloseTo(32 / 7, 12);
  });

  it('moments merged from two parts are those of all values', () => {
    const values = fc.array(fc.integer({ min: 0, max: 1000 }));
    fc.assert(
      fc.property(values, values, (one, other) => {
        const merged = momentsOf(one);
        merged.merge(momentsOf(other));
        const whole = momentsOf([...one, ...other]);
        expect(merged.sum).toBe(whole.sum);
        expect(merged.mean).toBe(whole.mean);
        if (one.length + other.length > 1) {
          expect(merged.variance).toBeCloseTo(whole.variance, 6);
        }
      }),
    );
  });
});
