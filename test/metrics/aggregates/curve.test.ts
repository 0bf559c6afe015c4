import { describe, expect, it } from 'vitest';
import { percentileCurve } from '../../../src/metrics/aggregates/curve.ts';
import { Trend } from '../../../src/metrics/aggregates/trend.ts';

function curveTo(n: number) {
  const trend = new Trend();
  for (let i = 1; i <= n; i++) trend.add(i);
  return percentileCurve(trend);
}

describe('percentile curve', () => {
  it('a percentile curve runs from 0 by nines to the highest percentile that n values resolve', () => {
    const curve = curveTo(1000);
    expect(curve).toHaveLength(120);
    expect(curve[0]).toEqual({ percentile: 0, value: 1 });
    expect(curve.at(-1)?.percentile).toBeCloseTo(99.9, 9);
    expect(curve.at(-1)?.value).toBeCloseTo(999, 0);
    // A third of three nines is one nine.
    expect(curve[Math.round(119 / 3)]?.percentile).toBeCloseTo(90, 0);
  });

  it('a percentile curve never falls', () => {
    const curve = curveTo(37);
    for (const [i, point] of curve.entries()) {
      expect(point.value).toBeGreaterThanOrEqual(curve[i - 1]?.value ?? 0);
      expect(point.percentile).toBeGreaterThan(curve[i - 1]?.percentile ?? -1);
    }
  });

  it('a percentile curve of one value is one point, and of none is empty', () => {
    expect(curveTo(1)).toEqual([{ percentile: 0, value: 1 }]);
    expect(curveTo(0)).toEqual([]);
  });
});
