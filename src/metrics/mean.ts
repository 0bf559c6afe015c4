import type { GaugeSummary } from './summary.ts';

/** A Mean is a gauge that shows the mean of what it was given so far. */
export class Mean {
  readonly type = 'mean';
  #n = 0;
  #sum = 0;

  get n(): number {
    return this.#n;
  }
  /** NaN before anything was given. */
  get value(): number {
    return this.#sum / this.#n;
  }

  add(value: number): void {
    this.#n++;
    this.#sum += value;
  }

  merge(other: Mean): void {
    this.#n += other.#n;
    this.#sum += other.#sum;
  }

  summary(): GaugeSummary {
    return { type: 'gauge', n: this.#n, value: this.value };
  }
}
