import type { Interval } from '../../statistics/interval.ts';

/** Summary of a metric; `n` is the number of values. */
export type Summary = TrendSummary | RateSummary | CounterSummary | GaugeSummary;

/** Summary of a trend, in the metric's unit. */
export interface TrendSummary {
  readonly type: 'trend';
  readonly n: number;
  /** Mean of all values; without lower bounds where these would reduce it. */
  readonly avg: number;
  /** Smallest value that is not a lower bound. */
  readonly min: number;
  readonly max: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  /** 95 % intervals; absent without an upper limit, for too few independent samples or answers. */
  readonly intervals: { readonly [P in Percentile]?: Interval };
  /** Percentiles with too few independent samples: printed grey, never pass a threshold alone. */
  readonly belowFloor: readonly Percentile[];
  /** Number of lower bounds among n, from waits without an answer; absent when 0. */
  readonly bounded?: number;
  /** Percentiles that are only lower bounds. */
  readonly atLeast?: readonly Percentile[];
}

export type Percentile = 'p50' | 'p90' | 'p95' | 'p99';

/** Share of true cases among `n`, with its Wilson interval at the effective sample size. */
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
  /** Count per second of measured time. */
  readonly rate: number;
}

export interface GaugeSummary {
  readonly type: 'gauge';
  readonly n: number;
  readonly value: number;
}
