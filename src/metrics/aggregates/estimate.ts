import type { Sampling } from '../../statistics/equivalent-size.ts';
import type { Interval } from '../../statistics/interval.ts';
import type { Accumulator } from './accumulator.ts';
import { Rate } from './rate.ts';
import { Trend } from './trend.ts';

/** A metric with unknown values. */
export interface Estimate {
  /** Computed from the known values; absent without any. */
  readonly likely?: Accumulator;
  /**
   * Computed with every unknown value at its lowest and at its highest (Manski bounds); absent
   * where all are known.
   */
  readonly ends?: { readonly low: Accumulator; readonly high: Accumulator };
  /** What is unknown and why, as a sentence; empty where all are known. */
  readonly note: string;
}

/** A rate with a given share and interval over `n` cases. */
export class EstimatedRate extends Rate {
  readonly #n: number;
  readonly #share: number;
  readonly #interval: Interval;

  constructor({ n, share, interval }: { n: number; share: number; interval: Interval }) {
    super();
    this.#n = n;
    this.#share = share;
    this.#interval = interval;
  }

  override get n(): number {
    return this.#n;
  }
  override get share(): number {
    return this.#share;
  }
  override get count(): number {
    return Math.round(this.#share * this.#n);
  }
  override get interval(): Interval {
    return this.#interval;
  }
  /** Its interval already accounts for dependence. */
  override get sampling(): Sampling {
    return { n: this.#n, effective: this.#n };
  }
}

/** A trend with a given interval of the mean, for values that are not independent. */
export class EstimatedTrend extends Trend {
  readonly #interval: Interval;

  constructor(values: readonly number[], interval: Interval) {
    super();
    for (const value of values) this.add(value);
    this.#interval = interval;
  }

  override meanBounds(): Interval {
    return this.#interval;
  }
}
