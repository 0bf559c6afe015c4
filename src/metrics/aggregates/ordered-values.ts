import { effectiveSampleSize } from '../../statistics/effective-sample-size.ts';
import type { Milliseconds } from '../../time/duration.ts';

/** Maximum number of stored values (half a megabyte); above it every second one is dropped. */
const MAX_VALUES = 65_536;

/**
 * Resolution of due times, eighths of a millisecond, so that a due time and an index fit into the
 * 53 bits of a double.
 */
const TICKS = 8;

/**
 * Values of a metric with the due times of their samples, 8 bytes a value. A histogram loses the
 * order, which determines how much information each value adds.
 *
 * Above 65,536 values keeps a random one of each pair, then of each four. That many independent
 * values bound any percentile in use, and dropped values can only add information.
 */
export class OrderedValues {
  #dues = new Float32Array(64);
  #values = new Float32Array(64);
  #n = 0;
  #count = 0;
  #stride = 1;
  #ordered: Float32Array | undefined;

  add(value: number, due: Milliseconds): void {
    const turn = this.#count++;
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
    this.#count += other.#count;
  }

  /**
   * Returns the effective sample size of `n` values, transformed by `by`: the stored ones, and
   * others without a time, which count as independent. Values with one common due time have no
   * order and count as independent.
   */
  effective(n: number, by: (value: number) => number): number {
    const ordered = this.#inOrder();
    if (this.#isAtOnce) return n;
    return Math.min(n, effectiveSampleSize(Float64Array.from(ordered, by)) + n - this.#count);
  }

  get #isAtOnce(): boolean {
    const [first] = this.#dues;
    return !this.#dues.subarray(0, this.#n).some((due) => due !== first);
  }

  /** Returns the values by due time, then by insertion. */
  #inOrder(): Float32Array {
    if (this.#ordered !== undefined) return this.#ordered;
    const keys = new Float64Array(this.#n);
    for (let i = 0; i < this.#n; i++) {
      keys[i] = Math.round(Math.max(0, this.#dues[i] ?? 0) * TICKS) * MAX_VALUES + i;
    }
    keys.sort();
    return (this.#ordered = Float32Array.from(keys, (key) => this.#values[key % MAX_VALUES] ?? 0));
  }

  #append(value: number, due: Milliseconds): void {
    if (this.#n === MAX_VALUES) this.#thin();
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

/**
 * Returns a deterministic pseudorandom number of a turn, so that a pattern of period two is not
 * filtered out.
 */
function pick(turn: number): number {
  return Math.imul(Math.floor(turn) + 1, 0x9e3779b1) >>> 12;
}

function doubled(values: Float32Array): Float32Array<ArrayBuffer> {
  const grown = new Float32Array(2 * values.length);
  grown.set(values);
  return grown;
}
