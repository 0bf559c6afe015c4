import type { Milliseconds } from '../../time/duration.ts';
import type { CounterSummary } from './summary.ts';

/** A sum that only grows, and its number of cases. */
export class Counter {
  readonly type = 'counter';
  #n = 0;
  #count = 0;
  #unknown = 0;

  get n(): number {
    return this.#n;
  }
  get count(): number {
    return this.#count;
  }
  /** Cases with an unknown amount; the sum is then a lower bound. */
  get unknown(): number {
    return this.#unknown;
  }

  add(value: number): void {
    this.#n++;
    this.#count += value;
  }

  /** Adds a case with an unknown amount; `atLeast` is its known part. */
  addUnknown(atLeast = 0): void {
    this.#unknown++;
    this.#count += atLeast;
  }

  merge(other: Counter): void {
    this.#n += other.#n;
    this.#count += other.#count;
    this.#unknown += other.#unknown;
  }

  summary(duration: Milliseconds): CounterSummary {
    return {
      type: 'counter',
      n: this.#n,
      count: this.#count,
      rate: perSecond(this.#count, duration),
    };
  }
}

/** Returns a count per second; a duration under a millisecond counts as one. */
export function perSecond(count: number, duration: Milliseconds): number {
  return (1000 * count) / Math.max(duration, 1);
}
