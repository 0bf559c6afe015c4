import { Trend } from '../../metrics/aggregates/trend.ts';
import { QuantileSketch } from '../../metrics/quantile-sketch.ts';
import type { Milliseconds } from '../../time/duration.ts';

/** Absolute size of errors, milliseconds. */
export interface ErrorSummary {
  readonly n: number;
  readonly p50: Milliseconds;
  readonly p99: Milliseconds;
  /**
   * Upper bound of the 99th percentile: at 95 % confidence by order statistics, and at least the
   * value in the worst tenth of the time. Errors occur in bursts, so many of them can stem from one
   * stall.
   */
  readonly p99AtMost: Milliseconds;
  readonly max: Milliseconds;
}

const PARTS = 10;

/** Collects the errors of one kind of time, with the times at which they occurred. */
export class TimingErrors {
  readonly #all = new Trend();
  readonly #parts = Array.from({ length: PARTS }, () => new QuantileSketch());
  readonly #start: Milliseconds;
  readonly #part: Milliseconds;

  constructor({ start, stop }: { readonly start: Milliseconds; readonly stop: Milliseconds }) {
    this.#start = start;
    this.#part = (stop - start) / PARTS;
  }

  get n(): number {
    return this.#all.n;
  }

  /** Adds an error of either sign, milliseconds, that occurred at `at`. */
  add(at: Milliseconds, error: Milliseconds): void {
    const size = Math.abs(error);
    this.#all.add(size);
    const part = Math.floor((at - this.#start) / this.#part);
    this.#parts[Math.min(Math.max(part, 0), PARTS - 1)]?.add(size);
  }

  /** Returns the summary of at least one error. */
  summary(): ErrorSummary {
    const all = this.#all;
    const worst = this.#parts.flatMap((part) => (part.n === 0 ? [] : [part.nearestRank(0.99)]));
    return {
      n: all.n,
      p50: all.percentile(50),
      p99: all.percentile(99),
      p99AtMost: Math.max(all.bounds(99).high ?? all.max, ...worst),
      max: all.max,
    };
  }
}
