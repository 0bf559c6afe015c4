import { equivalentSize, type Sampling } from '../../statistics/equivalent-size.ts';
import type { Interval } from '../../statistics/interval.ts';
import { nearestRank } from '../../statistics/nearest-rank.ts';
import {
  dependentRanks,
  quantileRanks,
  type QuantileRanks,
} from '../../statistics/quantile-interval.ts';
import { type Confidence, studentReach } from '../../statistics/student.ts';
import type { Milliseconds } from '../../time/duration.ts';
import { Histogram } from './histogram.ts';
import { Moments } from './moments.ts';
import { OrderedValues } from './ordered-values.ts';
import { percentileFloor } from './percentile-floor.ts';
import type { Percentile, TrendSummary } from './summary.ts';

const PERCENTILES: readonly Percentile[] = ['p50', 'p90', 'p95', 'p99'];

/** From here on the mean of almost anything is near enough to normal (the usual rule of thumb). */
export const NORMAL_FROM = 30;

/** A mean of fewer independent values than this has no interval. */
export const FEWEST_FOR_MEAN = 10;

/** Bounds hold the true value; one is absent where there are too few samples for it to exist. */
export type Bounds = Partial<Interval>;

/**
 * A Trend is the distribution of a metric's values: n, sum, min, max and mean exactly, percentiles from a
 * Histogram, nearest rank, at most 0.1 % high.
 *
 * A value below zero counts as zero: durations between two stamps can miss it by clock noise. A value
 * may be a lower bound, of a wait that ended without an answer: the true one may be anything above.
 */
export class Trend {
  readonly type = 'trend';
  readonly #histogram = new Histogram();
  /** The values that are no bounds; the same as all until the first bound comes. */
  #known: Histogram | undefined;
  readonly #moments = new Moments();
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  #leastKnown = Number.POSITIVE_INFINITY;
  #knownSum = 0;
  /** A bound is kept below zero: -1 minus it. */
  readonly #order = new OrderedValues();
  readonly #worth = new Map<number | 'mean', { readonly n: number; readonly effective: number }>();

  get n(): number {
    return this.#histogram.n;
  }
  get sum(): number {
    return this.#moments.sum;
  }
  get min(): number {
    return this.#min;
  }
  get max(): number {
    return this.#max;
  }
  /** Bounds count as what they are: the least that the mean can be. */
  get avg(): number {
    return this.#moments.mean;
  }

  /** How many values are lower bounds only. */
  get bounded(): number {
    return this.n - (this.#known?.n ?? this.n);
  }

  /** `due` says where in the run it belongs: without, it counts as independent of all others. */
  add(raw: number, due?: Milliseconds): void {
    const value = Math.max(raw, 0);
    this.#known?.add(value);
    this.#leastKnown = Math.min(this.#leastKnown, value);
    this.#knownSum += value;
    if (due !== undefined) this.#order.add(value, due);
    this.#count(value);
  }

  /** Adds a value of which only a lower bound is known. */
  addBound(raw: number, due?: Milliseconds): void {
    const value = Math.max(raw, 0);
    this.#known ??= copyOf(this.#histogram);
    if (due !== undefined) this.#order.add(-1 - value, due);
    this.#count(value);
  }

  #count(value: number): void {
    this.#histogram.add(value);
    this.#moments.add(value);
    this.#min = Math.min(this.#min, value);
    this.#max = Math.max(this.#max, value);
  }

  merge(other: Trend): void {
    if (other.n === 0) return;
    if (other.#known !== undefined) this.#known ??= copyOf(this.#histogram);
    this.#known?.merge(other.#known ?? other.#histogram);
    this.#histogram.merge(other.#histogram);
    this.#order.merge(other.#order);
    this.#moments.merge(other.#moments);
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
    this.#leastKnown = Math.min(this.#leastKnown, other.#leastKnown);
    this.#knownSum += other.#knownSum;
  }

  /**
   * The `p`-th percentile, 0 to 100, by nearest rank: the smallest value that p % are at or below, bounds
   * being above everything. Where it falls on one of them, the least that it can be.
   */
  percentile(p: number): number {
    const { low, high } = this.range(p);
    return high === Number.POSITIVE_INFINITY ? low : high;
  }

  /** The least and the most that the `p`-th percentile can be: the most is infinite where it falls on a bound. */
  range(p: number): Interval {
    const rank = nearestRank(p / 100, this.n);
    return { low: this.#atRank(rank), high: this.#knownAtRank(rank) };
  }

  /** What surely lies below and above the `p`-th percentile, as far as the samples can tell. */
  bounds(p: number, confidence: Confidence = 0.95): Bounds {
    return this.#within(dependentRanks(this.sampling(p), p / 100, confidence));
  }

  /** The same if no value depended on another: narrower, and found at once. */
  hastyBounds(p: number, confidence: Confidence): Bounds {
    return this.#within(quantileRanks(this.n, p / 100, confidence));
  }

  #within({ lower, upper }: QuantileRanks): Bounds {
    const high = upper === undefined ? Number.POSITIVE_INFINITY : this.#knownAtRank(upper);
    return {
      ...(lower === undefined ? {} : { low: this.#atRank(lower) }),
      ...(high === Number.POSITIVE_INFINITY ? {} : { high }),
    };
  }

  /** The interval of the `p`-th percentile; undefined where n is too small for one to exist. */
  interval(p: number): Interval | undefined {
    const { low, high } = this.bounds(p);
    return low === undefined || high === undefined ? undefined : { low, high };
  }

  /** How many values there are, and how many independent ones they are worth for this percentile or the mean. */
  sampling(of: number | 'mean'): Sampling {
    const found = this.#worth.get(of);
    if (found?.n === this.n) return found;
    const sampling = { n: this.n, effective: this.#order.effective(this.n, this.#sight(of)) };
    this.#worth.set(of, sampling);
    return sampling;
  }

  /** The same for the share of values that are at most `level`, or of those that are at least so much. */
  samplingAt(level: number, side: 'most' | 'least'): Sampling {
    const sight = (value: number): number => {
      if (side === 'most') return value >= 0 && value <= level ? 1 : 0;
      return (value < 0 ? -1 - value : value) >= level ? 1 : 0;
    };
    return { n: this.n, effective: this.#order.effective(this.n, sight) };
  }

  /** What a percentile looks at is which values are above it; what the mean does is the values. */
  #sight(of: number | 'mean'): (value: number) => number {
    if (of === 'mean') return (value) => (value < 0 ? -1 - value : value);
    const { high } = this.range(of);
    // Subtle: a value read back from the histogram is up to its bucket's edge.
    return (value) => (value >= 0 && value <= high ? 1 : 0);
  }

  /**
   * Student's interval of the mean, without bounds below 30 values or 10 independent ones, and without
   * an upper one where some are lower bounds.
   *
   * Strongly dependent values are those of few queues that filled and drained: the degrees of freedom
   * are a twelfth of the effective size.
   */
  meanBounds(confidence: Confidence = 0.95): Bounds {
    if (this.n < NORMAL_FROM) return {};
    const { n, effective } = this.sampling('mean');
    if (effective < FEWEST_FOR_MEAN) return {};
    const rough = 2 * effective <= n ? effective / 12 : effective - 1;
    const degrees = effective < n ? rough : Number.POSITIVE_INFINITY;
    const error = Math.sqrt(this.#moments.variance / effective);
    const reach = studentReach(degrees, confidence) * error;
    return { low: this.avg - reach, ...(this.bounded === 0 && { high: this.avg + reach }) };
  }

  /** Whether fewer independent values than the percentile's sample floor stand behind it. */
  belowFloor(p: number): boolean {
    return equivalentSize(this.sampling(p), p / 100) < percentileFloor(p);
  }

  summary(): TrendSummary {
    const intervals: { [P in Percentile]?: Interval } = {};
    for (const name of PERCENTILES) {
      const interval = this.interval(percentOf(name));
      if (interval !== undefined) intervals[name] = interval;
    }
    return {
      type: 'trend',
      n: this.n,
      avg: Math.max(this.avg, this.#knownSum / (this.n - this.bounded)),
      min: this.#leastKnown,
      max: this.#max,
      p50: this.percentile(50),
      p90: this.percentile(90),
      p95: this.percentile(95),
      p99: this.percentile(99),
      intervals,
      belowFloor: PERCENTILES.filter((name) => this.belowFloor(percentOf(name))),
      ...(this.bounded > 0 && {
        bounded: this.bounded,
        atLeast: PERCENTILES.filter((name) => this.isAtLeast(percentOf(name))),
      }),
    };
  }

  /** Whether the `p`-th percentile falls on a lower bound: it is known to be no less. */
  isAtLeast(p: number): boolean {
    return this.range(p).high === Number.POSITIVE_INFINITY;
  }

  /** The least of the values that are no bounds; infinite without any. */
  get leastKnown(): number {
    return this.#leastKnown;
  }

  #atRank(rank: number): number {
    const value = this.#histogram.atRank(Math.min(Math.max(rank, 1), this.n));
    return Math.min(Math.max(value, this.#min), this.#max);
  }

  #knownAtRank(rank: number): number {
    if (this.#known === undefined) return this.#atRank(rank);
    if (rank > this.#known.n) return Number.POSITIVE_INFINITY;
    return Math.min(Math.max(this.#known.atRank(rank), this.#leastKnown), this.#max);
  }
}

function copyOf(histogram: Histogram): Histogram {
  const copy = new Histogram();
  copy.merge(histogram);
  return copy;
}

function percentOf(name: Percentile): number {
  return Number(name.slice(1));
}
