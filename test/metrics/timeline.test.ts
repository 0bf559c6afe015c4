import { describe, expect, it } from 'vitest';
import { measure } from '../../src/metrics/aggregates/measurement.ts';
import { Timeline } from '../../src/metrics/timeline.ts';
import type { Sample } from '../../src/sample/sample.ts';
import { answeredIn, dropped, failedWith } from './sample-stub.ts';

function timelineOf(samples: readonly Sample[]): Timeline {
  const timeline = new Timeline(1000);
  for (const sample of samples) timeline.add(sample, measure(sample, {}));
  return timeline;
}

const samples = [
  answeredIn(100, { due: 0 }),
  answeredIn(5000, { due: 999 }),
  failedWith('throttled', { due: 500 }),
  dropped({ due: 900 }),
  failedWith('interrupted', { due: 950, end: 60_000 }),
  answeredIn(300, { due: 2000 }),
];

describe('timeline', () => {
  it('a timeline puts arrivals into the slice of their due time and leaves no gap between slices', () => {
    expect(timelineOf(samples).buckets()).toEqual([
      { start: 0, length: 1000, ok: 2, throttled: 1, failed: 2, p50: 100, p95: 5000 },
      { start: 1000, length: 1000, ok: 0, throttled: 0, failed: 0 },
      { start: 2000, length: 1000, ok: 1, throttled: 0, failed: 0, p50: 300, p95: 300 },
    ]);
  });

  it('a timeline takes percentiles by nearest rank, of ok answers only', () => {
    const hundred = Array.from({ length: 100 }, (_, i) => answeredIn(i + 1));
    const [bucket] = timelineOf([...hundred, failedWith('interrupted', { end: 9000 })]).buckets();
    expect(bucket).toMatchObject({ p50: 50, p95: 95, ok: 100, failed: 1 });
  });

  it('a timeline keeps the histograms of the main trends, interrupted waits among the latencies', () => {
    const [first, ...rest] = timelineOf(samples).slices();
    expect(first).toMatchObject({ metric: 'latency', start: 0, length: 1000 });
    expect(first?.histogram.n).toBe(3);
    expect(rest.map(({ metric, start }) => [metric, start])).toEqual([
      ['service_latency', 0],
      ['lateness', 0],
      ['latency', 2000],
      ['service_latency', 2000],
      ['lateness', 2000],
    ]);
  });

  it('a timeline keeps the gaps between chunks, in the slice in which their answer was due', () => {
    const timeline = new Timeline(1000);
    timeline.add(answeredIn(500, { due: 100 }), [], [20, 20, 1500]);
    timeline.add(answeredIn(500, { due: 2100 }), [], [30]);
    const gaps = timeline.slices().filter(({ metric }) => metric === 'chunk_gap');
    expect(gaps.map(({ start, histogram }) => [start, histogram.n])).toEqual([
      [0, 3],
      [2000, 1],
    ]);
    expect((gaps[0]?.histogram.counts.maxValue ?? 0) / 1000).toBeCloseTo(1500, -1);
  });

  it('a timeline merged from parts is the timeline of the whole', () => {
    const merged = timelineOf(samples.slice(0, 3));
    merged.merge(timelineOf(samples.slice(3)));
    expect(merged.buckets()).toEqual(timelineOf(samples).buckets());
    expect(merged.slices().map(({ histogram }) => histogram.n)).toEqual(
      timelineOf(samples)
        .slices()
        .map(({ histogram }) => histogram.n),
    );
  });

  it('a timeline refuses to merge with one of other slices', () => {
    expect(() => new Timeline(1000).merge(new Timeline(500))).toThrow('unlike slices');
  });
});
