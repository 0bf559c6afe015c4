import type { Sampling } from '../../statistics/equivalent-size.ts';
import type { Interval } from '../../statistics/interval.ts';
import { wilson } from '../../statistics/proportion.ts';
import type { Milliseconds } from '../../time/duration.ts';
import { OrderedValues } from './ordered-values.ts';
import type { RateSummary } from './summary.ts';

/** A Rate is the share of cases, 0 to 1, in which something was so. */
export class Rate {
  readonly type = 'rate';
  #n = 0;
  #count = 0;
  readonly #order = new OrderedValues();
  #sampling: Sampling | undefined;

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
    return wilson(this.#count, this.#n, this.sampling.effective);
  }
  /** How many cases there are, and how many independent ones they are worth. */
  get sampling(): Sampling {
    if (this.#sampling?.n !== this.#n) {
      const effective = this.#order.effective(this.#n, (value) => value);
      this.#sampling = { n: this.#n, effective };
    }
    return this.#sampling;
  }

  /** Anything but 0 counts as true, as in k6. `due` says where in the run it belongs: without, it counts as independent. */
  add(value: number, due?: Milliseconds): void {
    this.#n++;
    if (value !== 0) this.#count++;
    if (due !== undefined) this.#order.add(value === 0 ? 0 : 1, due);
  }

  merge(other: Rate): void {
    this.#n += other.#n;
    this.#count += other.#count;
    this.#order.merge(other.#order);
  }

  summary(): RateSummary {
    const { n, count, share: rate, interval } = this;
    return { type: 'rate', n, count, rate, interval };
  }
}
