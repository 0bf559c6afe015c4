import type { Accumulator } from '../metrics/aggregates/accumulator.ts';
import { perSecond } from '../metrics/aggregates/counter.ts';
import { percentileFloor } from '../metrics/aggregates/percentile-floor.ts';
import {
  type Bounds,
  FEWEST_FOR_MEAN,
  NORMAL_FROM,
  type Trend,
} from '../metrics/aggregates/trend.ts';
import { equivalentSize } from '../statistics/equivalent-size.ts';
import { sampleFloor } from '../statistics/sample-floor.ts';
import type { Milliseconds } from '../time/duration.ts';
import type { Threshold } from './threshold.ts';

/** Measured value of a threshold's aggregate, with its reliability. */
export interface Observation {
  /** In the metric's unit; per second for the rate of a counter. */
  readonly value: number;
  /** Upper end of the value, if samples are lower bounds and `value` is the lower end. */
  readonly most?: number;
  /** 95 % bounds of the true value; empty if it is exact or has none. */
  readonly bounds: Bounds;
  readonly n: number;
  /** Effective sample size: number of independent samples of equal precision. */
  readonly effective: number;
  /** Number of samples that are lower bounds. */
  readonly bounded: number;
  /** Minimum effective sample size to meet the threshold; with fewer it can only be missed. */
  readonly floor: number;
}

/** Returns the value of a threshold's aggregate; the metric must have at least one value. */
export function observe(
  threshold: Threshold,
  accumulator: Accumulator,
  duration: Milliseconds,
): Observation {
  const { n } = accumulator;
  const exact = { n, effective: n, bounded: 0 };
  if (accumulator.type === 'trend') {
    const { bounded } = accumulator;
    return { ...exact, bounded, ...observeTrend(threshold, accumulator, duration) };
  }
  if (accumulator.type === 'rate') {
    const { share: value, interval: bounds, sampling } = accumulator;
    return {
      ...exact,
      effective: equivalentSize(sampling, value),
      value,
      bounds,
      floor: rateFloor(threshold),
    };
  }
  if (accumulator.type === 'counter') {
    const { count } = accumulator;
    const value = threshold.aggregate === 'rate' ? perSecond(count, duration) : count;
    return { ...exact, value, bounds: {}, floor: 1 };
  }
  return { ...exact, value: accumulator.value, bounds: {}, floor: 1 };
}

type TrendObservation = Pick<Observation, 'value' | 'bounds' | 'floor'> & Partial<Observation>;

function observeTrend(
  threshold: Threshold,
  trend: Trend,
  duration: Milliseconds,
): TrendObservation {
  const { aggregate, percentile = 50 } = threshold;
  if (aggregate === 'avg') return observeMean(threshold, trend);
  if (aggregate === 'max') return { ...between(trend.max, endOf(trend)), bounds: {}, floor: 1 };
  if (aggregate === 'min') return { ...between(trend.min, trend.leastKnown), bounds: {}, floor: 1 };
  if (aggregate !== 'percentile') {
    const value = aggregate === 'rate' ? perSecond(trend.sum, duration) : trend.sum;
    return { value, bounds: {}, floor: 1 };
  }
  const { low, high } = trend.range(percentile);
  const point = { ...between(low, high), floor: percentileFloor(percentile) };
  const isEnd = percentile <= 0 || percentile >= 100;
  if (isEnd) return { ...point, bounds: {} };
  const { bound } = threshold;
  const samplings = [trend.sampling(percentile)];
  if (isFarBelow(high, bound)) samplings.push(trend.samplingAt(bound / FAR, 'most'));
  if (isFarAbove(low, bound)) samplings.push(trend.samplingAt(bound * FAR, 'least'));
  const sizes = samplings.map((sampling) => equivalentSize(sampling, percentile / 100));
  return { ...point, effective: Math.max(...sizes), bounds: trend.bounds(percentile) };
}

/**
 * Ratio to its bound beyond which a percentile is decided by the share of values beyond the bound:
 * a drift of the other values, as in a service that warms up, cannot change the result.
 */
const FAR = 2;

function isFarBelow(value: number, bound: number): boolean {
  return bound > 0 && value <= bound / FAR;
}

function isFarAbove(value: number, bound: number): boolean {
  return bound > 0 && value >= bound * FAR;
}

/**
 * Correlated values without an interval do not decide an average, unless all are far on one side of
 * the bound.
 */
function observeMean({ bound }: Threshold, trend: Trend): TrendObservation {
  const isSimple =
    trend.n < NORMAL_FROM || isFarBelow(endOf(trend), bound) || isFarAbove(trend.min, bound);
  const effective = isSimple ? trend.n : trend.sampling('mean').effective;
  return {
    ...between(trend.avg, trend.bounded === 0 ? trend.avg : Number.POSITIVE_INFINITY),
    bounds: trend.meanBounds(),
    effective,
    floor: isSimple ? 1 : FEWEST_FOR_MEAN,
  };
}

function endOf(trend: Trend): number {
  return trend.bounded === 0 ? trend.max : Number.POSITIVE_INFINITY;
}

function between(value: number, most: number): Pick<Observation, 'value' | 'most'> {
  return most === value ? { value } : { value, most };
}

/**
 * Returns the sample floor of a share. "Below 1 % failed" is the same claim as "the 99th percentile
 * did not fail" and has the same floor: 299 samples without a failure make 1 % implausible at 95 %.
 * A bound of 0 or 1 is a claim on these samples alone and needs one.
 */
function rateFloor({ operator, bound }: Threshold): number {
  const share = operator.startsWith('<') ? 1 - bound : bound;
  const oneSided = operator !== '==' && operator !== '!=';
  return oneSided && share > 0 && share < 1 ? sampleFloor(share) : 1;
}
