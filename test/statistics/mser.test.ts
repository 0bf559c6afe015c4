import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/random/random.ts';
import { mser5 } from '../../src/statistics/mser.ts';

function noise(n: number, seed = 1): number[] {
  const random = createRandom(seed, 'service');
  return Array.from({ length: n }, () => 90 + 20 * random());
}

/** The rule by its definition, with every cut computed anew. */
function bruteForce(series: readonly number[]): number {
  const m = Math.floor(series.length / 5);
  const z = Array.from({ length: m }, (_, i) => average(series.slice(i * 5, i * 5 + 5)));
  let best = { d: 0, error: Number.POSITIVE_INFINITY };
  for (let d = 0; d <= m - 5; d++) {
    const rest = z.slice(d);
    const centre = average(rest);
    const error = rest.reduce((sum, x) => sum + (x - centre) ** 2, 0) / rest.length ** 2;
    if (error < best.error) best = { d, error };
  }
  return best.d * 5;
}

function average(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

describe('MSER-5', () => {
  it('MSER-5 cuts a slow start, to within a batch', () => {
    const series = noise(500).map((value, i) => (i < 60 ? value + 400 : value));
    const truncation = mser5(series);
    expect(truncation?.discard).toBeGreaterThanOrEqual(60);
    expect(truncation?.discard).toBeLessThanOrEqual(70);
    expect(truncation?.settled).toBe(true);
    expect(truncation?.means.before).toBeGreaterThan(400);
    expect(truncation?.means.after).toBeCloseTo(100, -1);
    expect(truncation?.distance).toBeGreaterThan(10);
  });

  it('MSER-5 reports that a series which rises to its end never settled', () => {
    const climbing = noise(500).map((value, i) => value + i * i * 0.01);
    expect(mser5(climbing)).toMatchObject({ settled: false });
  });

  it('MSER-5 finds no significant transient in noise', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const truncation = mser5(noise(1000, seed));
      expect(truncation?.settled).toBe(true);
      expect(truncation?.discard).toBeLessThan(300);
    }
  });

  it('MSER-5 minimises exactly what its definition says', () => {
    for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const series = noise(200, seed).map((value, i) => value + 50 * Math.exp(-i / 20));
      expect(mser5(series)?.discard).toBe(bruteForce(series));
    }
  });

  it('MSER-5 of equal values keeps them all', () => {
    expect(mser5(Array.from({ length: 60 }, () => 7))).toEqual({
      discard: 0,
      settled: true,
      means: { after: 7 },
      distance: 0,
    });
  });

  it('MSER-5 is undefined for fewer than fifty values', () => {
    expect(mser5(noise(49))).toBeUndefined();
    expect(mser5(noise(50))).toBeDefined();
  });
});
