import type { Interval } from '../../statistics/interval.ts';

/** A Summary is what a metric's samples add up to. `n` is how many entered it. */
export type Summary = TrendSummary | RateSummary | CounterSummary | GaugeSummary;

/** Milliseconds, tokens or a ratio, by the metric's unit. */
export interface TrendSummary {
  readonly type: 'trend';
  readonly n: number;
  /** The mean of all values or, where lower bounds would only make it less, of the others. */
  readonly avg: number;
  /** The least value that is no lower bound. */
  readonly min: number;
  readonly max: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  /** 95 % intervals; absent where there is no upper bound, for want of independent samples or of answers. */
  readonly intervals: { readonly [P in Percentile]?: Interval };
  /** Percentiles with fewer independent samples than their floor: printed grey, never pass a threshold alone. */
  readonly belowFloor: readonly Percentile[];
  /** How many of n are lower bounds, of waits that ended without an answer; absent when none is. */
  readonly bounded?: number;
  /** Percentiles that fall on such a bound: no less than what is given. */
  readonly atLeast?: readonly Percentile[];
}

export type Percentile = 'p50' | 'p90' | 'p95' | 'p99';

/** The share of `n` cases that were true, with its Wilson interval, which counts cases by what they are worth. */
export interface RateSummary {
  readonly type: 'rate';
  readonly n: number;
  readonly count: number;
  readonly rate: number;
  readonly interval: Interval;
}

export interface CounterSummary {
  readonly type: 'counter';
  readonly n: number;
  readonly count: number;
  /** Per second of the measured time. */
  readonly rate: number;
}

export interface GaugeSummary {
  readonly type: 'gauge';
  readonly n: number;
  readonly value: number;
}
