import type { Sample } from '../sample/sample.ts';
import type { Milliseconds } from '../time/duration.ts';
import { Histogram } from './aggregates/histogram.ts';
import type { Measurement } from './aggregates/measurement.ts';
import type { MetricName } from './catalogue/all-metrics.ts';
import { QuantileSketch } from './quantile-sketch.ts';
import type { Bucket } from './series.ts';

/** Trends with a histogram per slice. */
const SLICED_METRICS = [
  'latency',
  'service_latency',
  'ttft',
  'tpot',
  'chunk_gap',
  'lateness',
] as const satisfies readonly MetricName[];
type SlicedMetric = (typeof SLICED_METRICS)[number];

/** One trend in one slice of time. */
export interface Slice {
  readonly metric: SlicedMetric;
  /** Milliseconds from the run's start. */
  readonly start: Milliseconds;
  readonly length: Milliseconds;
  readonly histogram: Histogram;
}

interface Cell {
  ok: number;
  throttled: number;
  failed: number;
  /** Values per trend; latencies of `ok` answers only. */
  readonly values: Readonly<Record<SlicedMetric, QuantileSketch>>;
  /** Lower bounds of latency: waits that timed out or were interrupted. */
  readonly waits: QuantileSketch;
}

/** A run divided into slices of equal length; arrivals belong to the slice of their due time. */
export class Timeline {
  readonly #length: Milliseconds;
  readonly #cells: Cell[] = [];

  constructor(length: Milliseconds) {
    this.#length = length;
  }

  /** Adds a sample. `chunkGaps` are the gaps between the chunks of an `ok` answer. */
  add(
    sample: Sample,
    measurements: Iterable<Measurement>,
    chunkGaps: readonly Milliseconds[] = [],
  ): void {
    const cell = this.#cell(Math.max(0, Math.floor(sample.due / this.#length)));
    cell[tally(sample)]++;
    for (const { metric, value, isBound } of measurements) {
      if (value === 'unknown' || !isSliced(metric)) continue;
      if (isBound !== true) cell.values[metric].add(value);
      else if (metric === 'latency' && isWait(sample)) cell.waits.add(value);
    }
    const { chunk_gap: gaps } = cell.values;
    for (const gap of chunkGaps) gaps.add(gap);
  }

  merge(other: Timeline): void {
    if (other.#length !== this.#length) throw new Error('Timelines of unlike slices cannot merge.');
    for (const [index, from] of other.#cells.entries()) {
      const into = this.#cell(index);
      into.ok += from.ok;
      into.throttled += from.throttled;
      into.failed += from.failed;
      into.waits.merge(from.waits);
      for (const metric of SLICED_METRICS) into.values[metric].merge(from.values[metric]);
    }
  }

  /** Returns all slices from the run's start to the last arrival; empty slices hold zeros. */
  buckets(): Bucket[] {
    return this.#cells.map(({ ok, throttled, failed, values: { latency } }, index) => {
      const slice = { start: index * this.#length, length: this.#length, ok, throttled, failed };
      if (latency.n === 0) return slice;
      return { ...slice, p50: latency.nearestRank(0.5), p95: latency.nearestRank(0.95) };
    });
  }

  /** Returns the histograms in time order; skips trends without values in a slice. */
  slices(): Slice[] {
    return this.#cells.flatMap(({ values, waits }, index) =>
      SLICED_METRICS.flatMap((metric) => {
        const sketches = metric === 'latency' ? [values.latency, waits] : [values[metric]];
        const entries = sketches.flatMap((sketch) => sketch.entries());
        if (entries.length === 0) return [];
        const histogram = new Histogram();
        for (const [value, count] of entries) histogram.add(value, count);
        return [{ metric, start: index * this.#length, length: this.#length, histogram }];
      }),
    );
  }

  #cell(index: number): Cell {
    while (this.#cells.length < index) this.#cells.push(emptyCell());
    return (this.#cells[index] ??= emptyCell());
  }
}

function emptyCell(): Cell {
  return {
    ok: 0,
    throttled: 0,
    failed: 0,
    values: {
      latency: new QuantileSketch(),
      service_latency: new QuantileSketch(),
      ttft: new QuantileSketch(),
      tpot: new QuantileSketch(),
      chunk_gap: new QuantileSketch(),
      lateness: new QuantileSketch(),
    },
    waits: new QuantileSketch(),
  };
}

function tally({ outcome }: Sample): 'ok' | 'throttled' | 'failed' {
  return outcome === 'ok' || outcome === 'throttled' ? outcome : 'failed';
}

/** Whether the sample waited. An immediate refusal must not count as a fast answer. */
function isWait({ outcome }: Sample): boolean {
  return outcome === 'interrupted' || outcome === 'timeout';
}

function isSliced(metric: MetricName): metric is SlicedMetric {
  return (SLICED_METRICS as readonly MetricName[]).includes(metric);
}
