import { Trend } from '../../metrics/aggregates/trend.ts';
import { QuantileSketch } from '../../metrics/quantile-sketch.ts';
import type { Milliseconds } from '../../time/duration.ts';

/** An ErrorSummary is the size of many errors, whichever their sign. */
export interface ErrorSummary {
  readonly n: number;
  readonly p50: Milliseconds;
  readonly p99: Milliseconds;
  /**
   * What the 99th percentile is at most: at 95 % confidence by order statistics, and no less than in
   * the worst tenth of the time. Errors come in bursts, so that most of them tell of one stall.
   */
  readonly p99AtMost: Milliseconds;
  readonly max: Milliseconds;
}

const PARTS = 10;

/** TimingErrors are how far off times were, of one kind, over the time they were measured in. */
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

  /** Counts an error, of either sign, of what happened at `at`. */
  add(at: Milliseconds, error: Milliseconds): void {
    const size = Math.abs(error);
    this.#all.add(size);
    const part = Math.floor((at - this.#start) / this.#part);
    this.#parts[Math.min(Math.max(part, 0), PARTS - 1)]?.add(size);
  }

  /** Of one error at least. */
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
