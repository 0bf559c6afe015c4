import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { percentileFloor } from '../../../src/metrics/aggregates/percentile-floor.ts';
import { Trend } from '../../../src/metrics/aggregates/trend.ts';

function trendOf(values: Iterable<number>): Trend {
  const trend = new Trend();
  for (const value of values) trend.add(value);
  return trend;
}

function upTo(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i + 1);
}

const values = fc.array(fc.double({ min: 0, max: 1e5, noNaN: true }), {
  minLength: 1,
  maxLength: 60,
});

describe('a trend', () => {
  it('keeps n, sum, mean, min and max exactly', () => {
    const trend = trendOf([1234.5678, 0.0001, 99_999]);
    expect(trend).toMatchObject({
      n: 3,
      min: 0.0001,
      max: 99_999,
      sum: 1234.5678 + 0.0001 + 99_999,
    });
    expect(trend.avg).toBeCloseTo(101_233.5679 / 3, 9);
  });

  it.each([
    [50, 10],
    [90, 18],
    [95, 19],
    [96, 20],
    [100, 20],
    [0, 1],
    [5, 1],
    [5.1, 2],
  ])('gives the %d. percentile of 1..20 by nearest rank', (p, value) => {
    // 1..20 ms are a hundredth apart from their bucket's edge at most.
    expect(trendOf(upTo(20)).percentile(p)).toBeCloseTo(value, 1);
  });

  it('never gives a percentile outside what was seen', () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 100, noNaN: true }), (values, p) => {
        const trend = trendOf(values);
        expect(trend.percentile(p)).toBeGreaterThanOrEqual(trend.min);
        expect(trend.percentile(p)).toBeLessThanOrEqual(trend.max);
      }),
      { numRuns: 50 },
    );
  });

  it('gives the order-statistic interval of a percentile where one exists', () => {
    const trend = trendOf(upTo(1000));
    // Ranks 936 and 964 of 1000 enclose p95 with 95 % confidence.
    expect(trend.interval(95)?.low).toBeCloseTo(936, -0.5);
    expect(trend.interval(95)?.high).toBeCloseTo(964, -0.5);
    expect(trendOf(upTo(100)).interval(99)).toBeUndefined();
    expect(trendOf(upTo(100)).bounds(99).low).toBeCloseTo(97, 0);
    expect(trendOf(upTo(100)).bounds(99).high).toBeUndefined();
  });

  it.each([
    [50, 5],
    [90, 29],
    [10, 29],
    [95, 59],
    [99, 299],
    [100, 1],
    [0, 1],
  ])('needs for the %d. percentile %d values', (p, floor) => {
    expect(percentileFloor(p)).toBe(floor);
    expect(trendOf(upTo(floor)).belowFloor(p)).toBe(false);
    if (floor > 1) expect(trendOf(upTo(floor - 1)).belowFloor(p)).toBe(true);
  });

  it('bounds its mean by s / sqrt(n) from 30 values on', () => {
    // s of 1..100 is sqrt(100 * 101 / 12).
    const { low, high } = trendOf(upTo(100)).meanBounds();
    const reach = (1.959964 * Math.sqrt((100 * 101) / 12)) / 10;
    expect(low).toBeCloseTo(50.5 - reach, 6);
    expect(high).toBeCloseTo(50.5 + reach, 6);
    expect(trendOf(upTo(29)).meanBounds()).toEqual({});
  });

  it('merged from parts is the trend of the whole', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const merged = trendOf(a);
        merged.merge(trendOf(b));
        const whole = trendOf([...a, ...b]);
        expect({ ...merged.summary(), avg: 0 }).toEqual({ ...whole.summary(), avg: 0 });
        expect(merged.avg).toBeCloseTo(whole.avg, 6);
        expect(merged.meanBounds().low ?? 0).toBeCloseTo(whole.meanBounds().low ?? 0, 4);
      }),
      { numRuns: 25 },
    );
  });

  it('stays what it was when an empty one is merged, and the other way round', () => {
    const [trend, empty] = [trendOf([3, 4]), new Trend()];
    trend.merge(new Trend());
    empty.merge(trend);
    expect(trend.summary()).toEqual(trendOf([3, 4]).summary());
    expect(empty.summary()).toEqual(trend.summary());
  });

  it('marks in its summary the percentiles below their floor and leaves out intervals that do not exist', () => {
    const summary = trendOf(upTo(60)).summary();
    expect(summary.belowFloor).toEqual(['p99']);
    expect(Object.keys(summary.intervals)).toEqual(['p50', 'p90']);
  });

  it('counts clock noise below zero as zero', () => {
    expect(trendOf([-0.01, 2]).summary()).toMatchObject({ min: 0, avg: 1, p50: 0 });
  });
});

describe('a trend with waits that no answer ended', () => {
  /** 82 answers after 100 ms, and 18 of which nothing is known but that they took longer than `wait`. */
  function failing(wait: number): Trend {
    const trend = trendOf(Array.from({ length: 82 }, () => 100));
    for (let i = 0; i < 18; i++) trend.addBound(wait);
    return trend;
  }

  it('puts them above everything, and says where a percentile is only no less', () => {
    const trend = failing(5000);
    expect(trend.bounded).toBe(18);
    expect(trend.percentile(50)).toBeCloseTo(100, 0);
    expect(trend.isAtLeast(50)).toBe(false);
    expect(trend.percentile(95)).toBeCloseTo(5000, -1);
    expect(trend.isAtLeast(95)).toBe(true);
    expect(trend.bounds(95)).not.toHaveProperty('high');
    expect(trend.meanBounds()).not.toHaveProperty('high');
    expect(trend.summary()).toMatchObject({ bounded: 18, atLeast: ['p90', 'p95', 'p99'] });
  });

  it('is not the faster for refusals at once', () => {
    const refused = failing(5);
    expect(refused.percentile(10)).toBeCloseTo(100, 0);
    expect(refused.isAtLeast(95)).toBe(true);
    expect(refused.percentile(95)).toBeCloseTo(100, 0);
    expect(refused.summary()).toMatchObject({ min: 100, avg: 100 });
  });

  it('merged from parts is the same', () => {
    const merged = trendOf([1, 2, 3]);
    merged.merge(failing(5000));
    expect(merged.bounded).toBe(18);
    expect(merged.isAtLeast(95)).toBe(true);
    const other = failing(5000);
    other.merge(trendOf([1, 2, 3]));
    expect(other.summary()).toEqual({ ...merged.summary(), avg: other.summary().avg });
  });
});
