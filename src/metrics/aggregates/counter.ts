import type { Milliseconds } from '../../time/duration.ts';
import type { CounterSummary } from './summary.ts';

/** A Counter is a sum that only grows, and how many cases entered it. */
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
  /** Cases whose part of the sum nobody knows: the sum is then only a lower bound. */
  get unknown(): number {
    return this.#unknown;
  }

  add(value: number): void {
    this.#n++;
    this.#count += value;
  }

  /** A case of which only a part is known, which the sum then holds. */
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

/** A count spread over a duration, per second; a duration under a millisecond counts as one. */
export function perSecond(count: number, duration: Milliseconds): number {
  return (1000 * count) / Math.max(duration, 1);
}
