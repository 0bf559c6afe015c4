import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bucket } from '../../../src/metrics/series.ts';
import { downsample } from '../../../src/report/summary/downsample.ts';

const bucket = (start: number, counts: Partial<Bucket>): Bucket => ({
  start,
  length: 10,
  ok: 0,
  throttled: 0,
  failed: 0,
  ...counts,
});

describe('a downsampled series', () => {
  it('has the sums of counts, the middle p50 and the highest p95', () => {
    const series = [
      bucket(0, { ok: 5, p50: 1, p95: 9 }),
      bucket(10, { ok: 4, throttled: 1, p50: 3, p95: 4 }),
      bucket(20, { failed: 2 }),
    ];
    expect(downsample(series, 1)).toEqual([
      { start: 0, length: 30, ok: 9, throttled: 1, failed: 2, p50: 1, p95: 9 },
    ]);
  });

  it('has no percentile where no part has one', () => {
    const [joined] = downsample([bucket(0, { failed: 1 }), bucket(10, { failed: 1 })], 1);
    expect(joined).toEqual({ start: 0, length: 20, ok: 0, throttled: 0, failed: 2 });
  });

  it('has all requests and the whole time, in at most the given number of slices', () => {
    const buckets = fc.array(
      fc.record({ ok: fc.nat(99), throttled: fc.nat(9), failed: fc.nat(9) }),
    );
    fc.assert(
      fc.property(buckets, fc.integer({ min: 1, max: 50 }), (counts, slices) => {
        const series = counts.map((count, i) => bucket(i * 10, count));
        const coarse = downsample(series, slices);
        const total = (all: readonly Bucket[]): number =>
          all.reduce((sum, each) => sum + each.ok + each.throttled + each.failed + each.length, 0);
        expect(total(coarse)).toBe(total(series));
        expect(coarse.length).toBeLessThanOrEqual(slices);
      }),
    );
  });
});
