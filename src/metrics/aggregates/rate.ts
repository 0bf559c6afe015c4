import type { Sampling } from '../../statistics/equivalent-size.ts';
import type { Interval } from '../../statistics/interval.ts';
import { wilson } from '../../statistics/proportion.ts';
import type { Milliseconds } from '../../time/duration.ts';
import { OrderedValues } from './ordered-values.ts';
import type { RateSummary } from './summary.ts';

/** Share of cases, 0 to 1, for which a condition holds. */
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
  /** Number of cases, and the effective number of independent ones. */
  get sampling(): Sampling {
    if (this.#sampling?.n !== this.#n) {
      const effective = this.#order.effective(this.#n, (value) => value);
      this.#sampling = { n: this.#n, effective };
    }
    return this.#sampling;
  }

  /**
   * Adds a case; any value but 0 counts as true, as in k6. A case without `due`, its due time,
   * counts as independent.
   */
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
