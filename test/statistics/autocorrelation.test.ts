import { array, assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/random/random.ts';
import { autocorrelation, batchMedians } from '../../src/statistics/autocorrelation.ts';

describe('autocorrelation', () => {
  it.each([
    [[1, 2, 3, 4], 0.25],
    [[1, -1, 1, -1], -0.75],
    [[0, 0, 1, 1], 0.25],
    [[5, 1, 4, 2, 3], -0.7],
  ])('autocorrelation of %j at lag 1 is %d', (series, r1) => {
    expect(autocorrelation(series)).toBeCloseTo(r1, 12);
  });

  it('autocorrelation of equal values, or of none, is undefined', () => {
    expect(autocorrelation([3, 3, 3])).toBeUndefined();
    expect(autocorrelation([])).toBeUndefined();
  });

  it('autocorrelation lies between -1 and 1 and does not change with unit or origin', () => {
    const series = array(integer({ min: 0, max: 1000 }), { minLength: 2, maxLength: 50 });
    assert(
      property(series, (values) => {
        const r1 = autocorrelation(values);
        if (r1 === undefined) return;
        expect(Math.abs(r1)).toBeLessThanOrEqual(1);
        expect(autocorrelation(values.map((value) => 3 * value + 7))).toBeCloseTo(r1, 9);
      }),
    );
  });

  it('autocorrelation of a process that keeps half of its last value is about a half', () => {
    const random = createRandom(3, 'service');
    let value = 0;
    const series = Array.from({ length: 20_000 }, () => (value = 0.5 * value + random() - 0.5));
    expect(autocorrelation(series)).toBeCloseTo(0.5, 1);
  });
});

describe('batchMedians', () => {
  it.each([
    [99, undefined, undefined],
    [100, 20, 5],
    [499, 20, 24],
    [1000, 40, 25],
    [100_000, 50, 2000],
  ])('batchMedians divides %i values into %s batches of %s', (n, count, size) => {
    const batches = batchMedians(Array.from({ length: n }, (_, i) => i));
    expect(batches?.medians.length).toBe(count);
    expect(batches?.size).toBe(size);
  });

  it('batchMedians takes the median of each batch in the order of the series', () => {
    const batches = batchMedians(Array.from({ length: 100 }, (_, i) => (i * 3) % 5));
    expect(batches?.medians).toEqual(Array.from({ length: 20 }, () => 2));
    const rising = batchMedians(Array.from({ length: 100 }, (_, i) => i));
    expect(rising?.medians.slice(0, 3)).toEqual([2, 7, 12]);
  });
});
