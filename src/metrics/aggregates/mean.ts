import type { GaugeSummary } from './summary.ts';

/** A Mean is a gauge that shows the mean of what it was given so far, each value by its weight. */
export class Mean {
  readonly type = 'mean';
  #n = 0;
  #sum = 0;
  #weight = 0;

  get n(): number {
    return this.#n;
  }
  /** NaN before anything was given. */
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
