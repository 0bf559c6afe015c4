import { array, assert, double, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QuantileSketch } from '../../src/metrics/quantile-sketch.ts';

function bagOf(values: Iterable<number>): QuantileSketch {
  const sketch = new QuantileSketch();
  for (const value of values) sketch.add(value);
  return sketch;
}

describe('a bag', () => {
  it('holds few values as they are', () => {
    const sketch = bagOf([30, 10.25, 20, 10.25]);
    expect(sketch.entries()).toEqual([
      [10.25, 1],
      [10.25, 1],
      [20, 1],
      [30, 1],
    ]);
    expect([0, 0.5, 0.51, 1].map((share) => sketch.nearestRank(share))).toEqual([
      10.25, 10.25, 20, 30,
    ]);
  });

  it('of nothing has no rank', () => {
    expect(new QuantileSketch().nearestRank(0.5)).toBeNaN();
  });

  it('of many values has their ranks, a twentieth of a percent off at most', () => {
    const values = Array.from({ length: 5000 }, (_, i) => 0.5 + i * 1.7);
    const sketch = bagOf(values);
    expect(sketch.n).toBe(5000);
    for (const share of [0.01, 0.5, 0.95, 1]) {
      const exact = values[Math.ceil(share * 5000) - 1] ?? Number.NaN;
      expect(Math.abs(sketch.nearestRank(share) / exact - 1)).toBeLessThan(0.00051);
    }
  });

  it('takes no more room for a million values than their spread needs', () => {
    const sketch = new QuantileSketch();
    for (let i = 0; i < 1_000_000; i++) sketch.add(100 + (i % 997) / 10);
    expect(sketch.n).toBe(1_000_000);
    expect(sketch.entries().length).toBeLessThan(750);
  });

  it('merged from parts holds as many as the whole, at the same ranks as near as classes are', () => {
    const positive = double({ min: 0.01, max: 1e6, noNaN: true });
    assert(
      property(
        array(positive, { minLength: 1, maxLength: 700 }),
        array(positive, { maxLength: 700 }),
        double({ min: 0, max: 1, noNaN: true }),
        (one, other, share) => {
          const merged = bagOf(one);
          merged.merge(bagOf(other));
          const whole = bagOf([...one, ...other]);
          expect(merged.n).toBe(whole.n);
          expect(merged.nearestRank(share)).toBeCloseTo(whole.nearestRank(share), 9);
        },
      ),
      { numRuns: 30 },
    );
  });
});
