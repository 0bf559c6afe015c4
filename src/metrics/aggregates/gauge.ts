import type { GaugeSummary } from './summary.ts';

/** A Gauge is the last value of something that goes up and down. */
export class Gauge {
  readonly type = 'gauge';
  #n = 0;
  #value = Number.NaN;
  #unknown: { readonly atLeast?: number } | undefined;

  /** How often it was set. */
  get n(): number {
    return this.#n;
  }
  /** NaN before it was first set. */
  get value(): number {
    return this.#value;
  }

  /** Set where it was said that nobody knows it, with what it is at least as far as that is known. */
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

  /** Takes over the other's value: it is held to be the later one. */
  merge(other: Gauge): void {
    this.#n += other.#n;
    if (other.#n > 0) this.#value = other.#value;
    this.#unknown = other.#unknown ?? this.#unknown;
  }

  summary(): GaugeSummary {
    return { type: 'gauge', n: this.#n, value: this.#value };
  }
}
