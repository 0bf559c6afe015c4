import type { Interval } from '../statistics/interval.ts';
import { wilson } from '../statistics/proportion.ts';
import type { RateSummary } from './summary.ts';

/** A Rate is the share of cases, 0 to 1, in which something was so. */
export class Rate {
  readonly type = 'rate';
  #n = 0;
  #count = 0;

  get n(): number {
    return this.#n;
  }
  get count(): number {
    return this.#count;
  }
  get share(): number {
    return this.#count / this.#n;
  }
  get interval(): Interval {
    return wilson(this.#count, this.#n);
  }

  /** Anything but 0 counts as true, as in k6. */
  add(value: number): void {
    this.#n++;
    if (value !== 0) this.#count++;
  }

  merge(other: Rate): void {
    this.#n += other.#n;
    this.#count += other.#count;
  }

  summary(): RateSummary {
    const { n, count, share: rate, interval } = this;
    return { type: 'rate', n, count, rate, interval };
  }
}
