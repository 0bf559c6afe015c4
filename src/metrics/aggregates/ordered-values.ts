import { effectiveSampleSize } from '../../statistics/effective-sample-size.ts';
import type { Milliseconds } from '../../time/duration.ts';

/** Beyond this many values every second one is left out: half a megabyte of them in all. */
const MOST = 65_536;

/** Eighths of a millisecond, so that a due time and a place fit into the 53 bits of a double. */
const TICKS = 8;

/**
 * OrderedValues are a metric's values with the due times of their samples: 8 bytes a value. Order is
 * what a histogram forgets, and what tells how much each value adds to those before it.
 *
 * Of more than 65,536 a random one of each pair is kept, then of each four: so many independent
 * values bound any percentile in use, and those left out can only be worth more.
 */
export class OrderedValues {
  #dues = new Float32Array(64);
  #values = new Float32Array(64);
  #n = 0;
  #seen = 0;
  #stride = 1;
  #ordered: Float32Array | undefined;

  add(value: number, due: Milliseconds): void {
    const turn = this.#seen++;
    if (this.#stride > 1 && turn % this.#stride !== pick(turn / this.#stride) % this.#stride)
      return;
    this.#append(value, due);
  }

  merge(other: OrderedValues): void {
    while (this.#stride < other.#stride) this.#thin();
    const step = this.#stride / other.#stride;
    for (let i = 0; i < other.#n; i++) {
      if (step > 1 && i % step !== pick(i / step) % step) continue;
      this.#append(other.#values[i] ?? 0, other.#dues[i] ?? 0);
    }
    this.#seen += other.#seen;
  }

  /**
   * How many independent values `n` are worth, as seen through `by`: these, and others of no known
   * time, which count as independent. Of values that were all due at once no order is known either.
   */
  effective(n: number, by: (value: number) => number): number {
    const ordered = this.#inOrder();
    if (this.#isAtOnce) return n;
    return Math.min(n, effectiveSampleSize(Float64Array.from(ordered, by)) + n - this.#seen);
  }

  get #isAtOnce(): boolean {
    const [first] = this.#dues;
    return !this.#dues.subarray(0, this.#n).some((due) => due !== first);
  }

  /** By due time; of one due time as they were added. */
  #inOrder(): Float32Array {
    if (this.#ordered !== undefined) return this.#ordered;
    const keys = new Float64Array(this.#n);
    for (let i = 0; i < this.#n; i++) {
      keys[i] = Math.round(Math.max(0, this.#dues[i] ?? 0) * TICKS) * MOST + i;
    }
    keys.sort();
    return (this.#ordered = Float32Array.from(keys, (key) => this.#values[key % MOST] ?? 0));
  }

  #append(value: number, due: Milliseconds): void {
    if (this.#n === MOST) this.#thin();
    if (this.#n === this.#values.length) {
      this.#dues = doubled(this.#dues);
      this.#values = doubled(this.#values);
    }
    this.#dues[this.#n] = due;
    this.#values[this.#n] = value;
    this.#n++;
    this.#ordered = undefined;
  }

  #thin(): void {
    const half = this.#n >> 1;
    for (let i = 0; i < half; i++) {
      const kept = 2 * i + (pick(i) % 2);
      this.#dues[i] = this.#dues[kept] ?? 0;
      this.#values[i] = this.#values[kept] ?? 0;
    }
    this.#n = half;
    this.#stride *= 2;
    this.#ordered = undefined;
  }
}

/** A number that looks random, the same for each turn: what comes every second time is not left out. */
function pick(turn: number): number {
  return Math.imul(Math.floor(turn) + 1, 0x9e3779b1) >>> 12;
}

function doubled(values: Float32Array): Float32Array<ArrayBuffer> {
  const grown = new Float32Array(2 * values.length);
  grown.set(values);
  return grown;
}
