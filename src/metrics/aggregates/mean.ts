import type { GaugeSummary } from './summary.ts';

/** A gauge of the weighted mean of all values. */
export class Mean {
  readonly type = 'mean';
  #n = 0;
  #sum = 0;
  #weight = 0;

  get n(): number {
    return this.#n;
  }
  /** The mean; NaN without values. */
  get value(): number {
    return this.#sum / this.#weight;
  }

  add(value: number, weight = 1): void {
    this.#n++;
    this.#sum += value * weight;
    this.#weight += weight;
  }

  merge(other: Mean): void {
    this.#n += other.#n;
    this.#sum += other.#sum;
    this.#weight += other.#weight;
  }

  summary(): GaugeSummary {
    return { type: 'gauge', n: this.#n, value: this.value };
  }
}
