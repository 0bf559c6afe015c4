import { build, type Histogram as Counts, initWebAssemblySync } from 'hdr-histogram-js';

/**
 * Values are kept as integers of a thousandth: microseconds where the unit is milliseconds. The highest is
 * an hour (3.6e9 µs). Three significant figures, so a value read back is at most 0.1 % high.
 */
const SCALE = 1000;
const HIGHEST = 3_600_000_000;

/**
 * A Histogram counts values of 0 to 3,600,000 in buckets 0.1 % wide, the same for every metric of every
 * run: any two can be added (HdrHistogram, Gil Tene, public domain).
 *
 * Below zero counts as 0, above an hour counts as an hour. A value that is not a number throws a
 * RangeError before it reaches the counts, which it would corrupt.
 */
export class Histogram {
  readonly #counts: Counts;

  /** Takes over counts of this shape, as read from a log; empty without. */
  constructor(counts: Counts = emptyCounts()) {
    this.#counts = counts;
    unused.register(this, counts);
  }

  get n(): number {
    return this.#counts.totalCount;
  }

  add(value: number, count = 1): void {
    if (Number.isNaN(value)) throw new RangeError('A histogram cannot count NaN.');
    const whole = Math.round(Math.min(Math.max(value * SCALE, 0), HIGHEST));
    if (count === 1) this.#counts.recordValue(whole);
    else this.#counts.recordValueWithCount(whole, count);
  }

  /**
   * The `rank`-th smallest value, 1 to n: the upper edge of the bucket it fell in.
   *
   * Asks half a rank low, so that no rounding of rank / n * 100 can reach into the next rank.
   */
  atRank(rank: number): number {
    return this.#counts.getValueAtPercentile((100 * (rank - 0.5)) / this.n) / SCALE;
  }

  merge(other: Histogram): void {
    this.#counts.add(other.#counts);
  }

  /** The counts themselves, for writing them out. */
  get counts(): Counts {
    return this.#counts;
  }
}

initWebAssemblySync();

/** What lies in WebAssembly's memory is not collected with the object that stands for it. */
const unused = new FinalizationRegistry<Counts>((counts) => counts.destroy());

/** In WebAssembly: a value is counted in a third of the time. */
function emptyCounts(): Counts {
  return build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: HIGHEST,
    numberOfSignificantValueDigits: 3,
    bitBucketSize: 32,
    autoResize: false,
    useWebAssembly: true,
  });
}
