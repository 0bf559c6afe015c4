import { build, type Histogram as Counts, initWebAssemblySync } from 'hdr-histogram-js';

/**
 * Scale of the stored integers: thousandths, so microseconds where the unit is milliseconds. The
 * maximum is an hour (3.6e9 µs). Three significant figures, so a value read back is at most 0.1 %
 * high.
 */
const SCALE = 1000;
const HIGHEST = 3_600_000_000;

/**
 * Counts values from 0 to 3,600,000 in buckets 0.1 % wide. The buckets are the same for every
 * metric of every run, so any two histograms can be added (HdrHistogram, Gil Tene, public domain).
 *
 * Clamps to 0 and to an hour. A value that is not a number throws a RangeError, because it would
 * corrupt the counts.
 */
export class Histogram {
  readonly #counts: Counts;

  /** Creates a histogram from counts of this shape, as read from a log; empty by default. */
  constructor(counts: Counts = emptyCounts()) {
    this.#counts = counts;
    unused.register(this, counts);
  }

  get n(): number {
    return this.#counts.totalCount;
  }

  add(value: number, count = 1): void {
    if (Number.isNaN(value)) throw new RangeError('A histogram cannot count NaN.');
    const integer = Math.round(Math.min(Math.max(value * SCALE, 0), HIGHEST));
    if (count === 1) this.#counts.recordValue(integer);
    else this.#counts.recordValueWithCount(integer, count);
  }

  /**
   * Returns the `rank`-th smallest value, 1 to n: the upper edge of its bucket.
   *
   * Queries half a rank below, so that no rounding of rank / n * 100 reaches the next rank.
   */
  atRank(rank: number): number {
    return this.#counts.getValueAtPercentile((100 * (rank - 0.5)) / this.n) / SCALE;
  }

  merge(other: Histogram): void {
    this.#counts.add(other.#counts);
  }

  /** The underlying counts, for export. */
  get counts(): Counts {
    return this.#counts;
  }
}

initWebAssemblySync();

/** WebAssembly memory is not garbage-collected with its JavaScript object. */
const unused = new FinalizationRegistry<Counts>((counts) => counts.destroy());

/** Uses WebAssembly, which counts a value in a third of the time. */
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
