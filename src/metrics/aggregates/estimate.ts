import type { Sampling } from '../../statistics/equivalent-size.ts';
import type { Interval } from '../../statistics/interval.ts';
import type { Accumulator } from './accumulator.ts';
import { Rate } from './rate.ts';
import { Trend } from './trend.ts';

/** An Estimate is what is known of a metric some of whose values nobody could find out. */
export interface Estimate {
  /** From the known values alone; absent where there are none. */
  readonly likely?: Accumulator;
  /** With every unknown value at its lowest, and at its highest (Manski bounds); absent where all are known. */
  readonly ends?: { readonly low: Accumulator; readonly high: Accumulator };
  /** What is unknown and why, as a sentence; empty where all is known. */
  readonly note: string;
}

/** A rate whose share and interval were worked out from other figures, over `n` cases. */
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
  /** What depends on what is in its interval already. */
  override get sampling(): Sampling {
    return { n: this.#n, effective: this.#n };
  }
}

/** A trend whose mean has an interval of its own, because its values are not independent. */
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
