import type { GaugeSummary } from './summary.ts';

/** The last value of a quantity that goes up and down. */
export class Gauge {
  readonly type = 'gauge';
  #n = 0;
  #value = Number.NaN;
  #unknown: { readonly atLeast?: number } | undefined;

  /** Number of values set. */
  get n(): number {
    return this.#n;
  }
  /** The last value; NaN before the first. */
  get value(): number {
    return this.#value;
  }

  /** Present where a value was reported as unknown, with its lower bound if there is one. */
  get unknown(): { readonly atLeast?: number } | undefined {
    return this.#unknown;
  }

  addUnknown(atLeast?: number): void {
    this.#unknown = atLeast === undefined ? {} : { atLeast };
  }

  add(value: number): void {
    this.#n++;
    this.#value = value;
  }

  /** Adopts the other's value, which is taken to be the later one. */
  merge(other: Gauge): void {
    this.#n += other.#n;
    if (other.#n > 0) this.#value = other.#value;
    this.#unknown = other.#unknown ?? this.#unknown;
  }

  summary(): GaugeSummary {
    return { type: 'gauge', n: this.#n, value: this.#value };
  }
}
