import { nearestRank } from '../statistics/nearest-rank.ts';

/** So many are kept as they are. */
const FEW = 1000;

/** The width of a class: a value read back is at most 0.05 % off. */
const WIDTH = Math.log(1.001);
/** What is smaller than a thousandth counts as that: microseconds, where the unit is milliseconds. */
const LEAST = 0.001;

/**
 * A QuantileSketch is positive values in no order: each as it is while they are few, counted in classes 0.1 %
 * wide once they are many, so that a long run takes no more room than a short one.
 */
export class QuantileSketch {
  #few: number[] | undefined = [];
  readonly #classes = new Map<number, number>();
  #n = 0;

  get n(): number {
    return this.#n;
  }

  add(value: number, count = 1): void {
    this.#n += count;
    if (this.#few !== undefined && this.#n > FEW) this.#coarsen(this.#few);
    if (this.#few === undefined) this.#count(value, count);
    else for (let i = 0; i < count; i++) this.#few.push(value);
  }

  merge(other: QuantileSketch): void {
    for (const [value, count] of other.entries()) this.add(value, count);
  }

  /** Each value with how often it is there, ascending. */
  entries(): readonly (readonly [value: number, count: number])[] {
    const entries =
      this.#few?.map((value) => [value, 1] as const) ??
      [...this.#classes].map(([at, count]) => [Math.exp(at * WIDTH), count] as const);
    return entries.toSorted(([one], [other]) => one - other);
  }

  /** The smallest value, at least one, that a `share` of them, 0 to 1, are at or below; NaN of none. */
  nearestRank(share: number): number {
    let left = nearestRank(share, this.#n);
    for (const [value, count] of this.entries()) {
      left -= count;
      if (left <= 0) return value;
    }
    return Number.NaN;
  }

  #coarsen(few: readonly number[]): void {
    this.#few = undefined;
    for (const value of few) this.#count(value, 1);
  }

  #count(value: number, count: number): void {
    const at = Math.round(Math.log(Math.max(value, LEAST)) / WIDTH);
    this.#classes.set(at, (this.#classes.get(at) ?? 0) + count);
  }
}
