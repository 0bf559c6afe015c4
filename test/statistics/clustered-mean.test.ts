import { describe, expect, it } from 'vitest';
import { clusteredMeanInterval } from '../../src/statistics/clustered-mean.ts';
import { wilson } from '../../src/statistics/proportion.ts';

const named = (n: number, per = 1): string[] =>
  Array.from({ length: n }, (_, i) => `q${Math.floor(i / per)}`);

describe('interval of a clustered mean', () => {
  it('the interval of a clustered mean is no narrower for repeated answers', () => {
    const once = [1, 0, 1, 1, 1, 0, 1, 1, 0, 1, 1, 1];
    const twice = once.flatMap((value) => [value, value]);
    const [a, b] = [
      clusteredMeanInterval(once, named(12)),
      clusteredMeanInterval(twice, named(24, 2)),
    ];
    expect(b?.low).toBeCloseTo(a?.low ?? 0, 9);
    expect(b?.high).toBeCloseTo(a?.high ?? 0, 9);
    // The interval of twelve independent answers, wider than Wilson's because the variance was
    // estimated.
    const narrow = wilson(9, 12);
    expect(a?.low).toBeLessThan(narrow.low);
    expect(a?.high).toBeGreaterThan(narrow.high);
  });

  it('the interval of a clustered mean is as wide as for the number of clusters where all score alike', () => {
    const { low, high } = wilson(4, 4);
    const interval = clusteredMeanInterval([1, 1, 1, 1, 1, 1, 1, 1], named(8, 2));
    expect(interval?.low).toBeCloseTo(low, 9);
    expect(interval?.high).toBe(high);
  });

  it('the interval of a clustered mean stays within 0 and 1, and is undefined for no values', () => {
    const interval = clusteredMeanInterval([1, 0.9, 1], named(3));
    expect(interval?.high).toBeLessThanOrEqual(1);
    expect(clusteredMeanInterval([], [])).toBeUndefined();
  });
});
