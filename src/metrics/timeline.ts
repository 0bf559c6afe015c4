import type { Sample } from '../sample/sample.ts';
import type { Milliseconds } from '../scenario/duration.ts';
import { Histogram } from './histogram.ts';
import type { Measurement } from './measurement.ts';
import type { MetricName } from './metric.ts';
import type { Bucket } from './series.ts';

/** The trends whose histograms are kept slice by slice. */
const KEPT = [
  'latency',
  'service_latency',
  'ttft',
  'tpot',
] as const satisfies readonly MetricName[];
type Kept = (typeof KEPT)[number];

/** What one trend did in one slice of time. */
export interface Slice {
  readonly metric: Kept;
  /** From the run's start. */
  readonly start: Milliseconds;
  readonly length: Milliseconds;
  readonly histogram: Histogram;
}

/** Plain numbers: the some hundred answers of a slice are smaller so than as any histogram. */
interface Cell {
  ok: number;
  throttled: number;
  failed: number;
  readonly okLatencies: number[];
  readonly values: Record<Kept, number[]>;
}

/**
 * A Timeline is a run cut into slices of equal length; arrivals belong to the slice of their due time.
 */
export class Timeline {
  readonly #length: Milliseconds;
  readonly #cells: Cell[] = [];

  constructor(length: Milliseconds) {
    this.#length = length;
  }

  add(sample: Sample, measurements: Iterable<Measurement>): void {
    const cell = this.#cell(Math.max(0, Math.floor(sample.due / this.#length)));
    cell[tally(sample)]++;
    for (const { metric, value } of measurements) {
      if (value === 'unknown' || !isKept(metric)) continue;
      cell.values[metric].push(value);
      if (metric === 'latency' && sample.outcome === 'ok') cell.okLatencies.push(value);
    }
  }

  merge(other: Timeline): void {
    if (other.#length !== this.#length) throw new Error('Timelines of unlike slices cannot merge.');
    for (const [index, from] of other.#cells.entries()) {
      const into = this.#cell(index);
      into.ok += from.ok;
      into.throttled += from.throttled;
      into.failed += from.failed;
      append(into.okLatencies, from.okLatencies);
      for (const metric of KEPT) append(into.values[metric], from.values[metric]);
    }
  }

  /** Without gaps from the run's start to the last arrival; an empty slice is one of zeros. */
  buckets(): Bucket[] {
    return this.#cells.map(({ ok, throttled, failed, okLatencies }, index) => {
      const slice = { start: index * this.#length, length: this.#length, ok, throttled, failed };
      if (okLatencies.length === 0) return slice;
      const sorted = okLatencies.toSorted((a, b) => a - b);
      return { ...slice, p50: nearestRank(sorted, 0.5), p95: nearestRank(sorted, 0.95) };
    });
  }

  /** In order of time; a trend without values in a slice has none for it. */
  slices(): Slice[] {
    return this.#cells.flatMap(({ values }, index) =>
      KEPT.filter((metric) => values[metric].length > 0).map((metric) => {
        const histogram = new Histogram();
        for (const value of values[metric]) histogram.add(value);
        return { metric, start: index * this.#length, length: this.#length, histogram };
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
    okLatencies: [],
    values: { latency: [], service_latency: [], ttft: [], tpot: [] },
  };
}

function tally({ outcome }: Sample): 'ok' | 'throttled' | 'failed' {
  return outcome === 'ok' || outcome === 'throttled' ? outcome : 'failed';
}

function isKept(metric: MetricName): metric is Kept {
  return (KEPT as readonly MetricName[]).includes(metric);
}

function append(into: number[], from: readonly number[]): void {
  for (const value of from) into.push(value);
}

/** The smallest of ascending values, at least one, that a share `p` of them are at or below. */
function nearestRank(sorted: readonly number[], p: number): number {
  return sorted[Math.max(0, Math.ceil(p * sorted.length - 1e-9) - 1)] ?? Number.NaN;
}
