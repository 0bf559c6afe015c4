import type { Interval } from '../statistics/interval.ts';
import { quantileRanks } from '../statistics/quantile-interval.ts';
import { sampleFloor } from '../statistics/sample-floor.ts';
import { Histogram } from './histogram.ts';
import type { Percentile, TrendSummary } from './summary.ts';

const PERCENTILES: readonly Percentile[] = ['p50', 'p90', 'p95', 'p99'];

/** Two-sided standard normal quantiles of the confidences in use. */
const NORMAL = { 0.95: 1.959964, 0.98: 2.326348 } as const;

/** From here on the mean of almost anything is near enough to normal (the usual rule of thumb). */
const NORMAL_FROM = 30;

export type Confidence = keyof typeof NORMAL;

/** Bounds hold the true value; one is absent where there are too few samples for it to exist. */
export type Bounds = Partial<Interval>;

/**
 * A Trend is the distribution of a metric's values: n, sum, min, max and mean exactly, percentiles from a
 * Histogram, nearest rank, at most 0.1 % high.
 *
 * A value below zero counts as zero: durations between two stamps can miss it by clock noise.
 */
export class Trend {
  readonly type = 'trend';
  readonly #histogram = new Histogram();
  #sum = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  #mean = 0;
  /** Sum of squared distances from the mean (Welford 1962). */
  #scatter = 0;
  #widening: ((p: number) => Interval | undefined) | undefined;

  get n(): number {
    return this.#histogram.n;
  }
  get sum(): number {
    return this.#sum;
  }
  get min(): number {
    return this.#min;
  }
  get max(): number {
    return this.#max;
  }
  get avg(): number {
    return this.#sum / this.n;
  }

  add(raw: number): void {
    const value = Math.max(raw, 0);
    this.#histogram.add(value);
    this.#sum += value;
    this.#min = Math.min(this.#min, value);
    this.#max = Math.max(this.#max, value);
    const distance = value - this.#mean;
    this.#mean += distance / this.n;
    this.#scatter += distance * (value - this.#mean);
  }

  /** Scatters add by Chan, Golub and LeVeque 1979. */
  merge(other: Trend): void {
    if (other.n === 0) return;
    const [a, b] = [this.n, other.n];
    const distance = other.#mean - this.#mean;
    this.#histogram.merge(other.#histogram);
    this.#sum += other.#sum;
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
    this.#scatter += other.#scatter + (distance * distance * a * b) / (a + b);
    this.#mean = this.#sum / this.n;
  }

  /** The `p`-th percentile, 0 to 100, by nearest rank: the smallest value that p % are at or below. */
  percentile(p: number): number {
    // Subtle: 0.95 * 100 is 95.00000000000001 in doubles and must not become rank 96.
    return this.#atRank(Math.ceil((p / 100) * this.n - 1e-9));
  }

  /** What surely lies below and above the `p`-th percentile, as far as the samples can tell. */
  bounds(p: number, confidence: Confidence = 0.95): Bounds {
    const { lower, upper } = quantileRanks(this.n, p / 100, confidence);
    const wide = this.#widening?.(p);
    return {
      ...(lower === undefined ? {} : { low: Math.min(this.#atRank(lower), wide?.low ?? Infinity) }),
      ...(upper === undefined ? {} : { high: Math.max(this.#atRank(upper), wide?.high ?? 0) }),
    };
  }

  /**
   * Makes every later interval of a percentile hold `by(p)` as well: order statistics take the values
   * to be independent, and are too narrow where they are not.
   */
  widen(by: (p: number) => Interval | undefined): void {
    this.#widening = by;
  }

  /** The interval of the `p`-th percentile; undefined where n is too small for one to exist. */
  interval(p: number): Interval | undefined {
    const { low, high } = this.bounds(p);
    return low === undefined || high === undefined ? undefined : { low, high };
  }

  /** The normal interval of the mean, s / sqrt(n) to each side; without bounds below 30 values. */
  meanBounds(confidence: Confidence = 0.95): Bounds {
    if (this.n < NORMAL_FROM) return {};
    const error = Math.sqrt(this.#scatter / (this.n - 1) / this.n);
    const reach = NORMAL[confidence] * error;
    return { low: this.avg - reach, high: this.avg + reach };
  }

  /** Whether n is below the percentile's sample floor. */
  belowFloor(p: number): boolean {
    return this.n < percentileFloor(p);
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
      avg: this.avg,
      min: this.#min,
      max: this.#max,
      p50: this.percentile(50),
      p90: this.percentile(90),
      p95: this.percentile(95),
      p99: this.percentile(99),
      intervals,
      belowFloor: PERCENTILES.filter((name) => this.belowFloor(percentOf(name))),
    };
  }

  #atRank(rank: number): number {
    const value = this.#histogram.atRank(Math.min(Math.max(rank, 1), this.n));
    return Math.min(Math.max(value, this.#min), this.#max);
  }
}

/**
 * The fewest values a claim on the `p`-th percentile can rest on at 95 %: 5, 29, 59, 299 for p50, p90, p95,
 * p99; the same for p10 as for p90. p0 and p100 are the sample's own ends and need one.
 */
export function percentileFloor(p: number): number {
  const tail = Math.max(p, 100 - p);
  return tail >= 100 ? 1 : sampleFloor(tail / 100);
}

function percentOf(name: Percentile): number {
  return Number(name.slice(1));
}
