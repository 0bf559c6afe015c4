import type { Accumulator } from '../metrics/accumulator.ts';
import { perSecond } from '../metrics/counter.ts';
import { formatQuantity } from '../metrics/quantity.ts';
import { type Bounds, percentileFloor, type Trend } from '../metrics/trend.ts';
import type { Milliseconds } from '../scenario/duration.ts';
import { sampleFloor } from '../statistics/sample-floor.ts';
import type { Aggregate, Threshold } from './threshold.ts';

/** An Observation is what was measured of a threshold's aggregate, and how far it can be relied on. */
export interface Observation {
  /** In the metric's unit; per second for the rate of a counter. */
  readonly value: number;
  /** 95 % bounds of the true value; empty for a figure that is exact, or that has none. */
  readonly bounds: Bounds;
  readonly n: number;
  /** With fewer samples than this the threshold can be missed, but not met. */
  readonly floor: number;
}

/** Reads a threshold's aggregate off its metric, which must hold at least one value. */
export function observe(
  threshold: Threshold,
  accumulator: Accumulator,
  duration: Milliseconds,
): Observation {
  const { n } = accumulator;
  if (accumulator.type === 'trend') return { ...observeTrend(threshold, accumulator, duration), n };
  if (accumulator.type === 'rate') {
    return {
      value: accumulator.share,
      bounds: accumulator.interval,
      n,
      floor: rateFloor(threshold),
    };
  }
  if (accumulator.type === 'counter') {
    const { count } = accumulator;
    const value = threshold.aggregate === 'rate' ? perSecond(count, duration) : count;
    return { value, bounds: {}, n, floor: 1 };
  }
  return { value: accumulator.value, bounds: {}, n, floor: 1 };
}

/** What is observed, in words: `p(95) latency`, `failed rate`. */
export function labelOf({ aggregate, percentile, metric, spec }: Threshold): string {
  const name = spec.metric.trim();
  if (aggregate === 'percentile')
    return `${percentile === 50 ? 'median' : `p(${percentile})`} ${name}`;
  if (aggregate === 'avg') return `average ${name}`;
  if (aggregate === 'min') return `lowest ${name}`;
  if (aggregate === 'max') return `highest ${name}`;
  if (aggregate === 'rate') return metric.type === 'rate' ? `${name} rate` : `${name} per second`;
  return aggregate === 'count' && metric.type === 'trend' ? `total ${name}` : name;
}

/** A value of the threshold's aggregate as people read it. */
export function formatValue({ aggregate, metric }: Threshold, value: number, digits = 3): string {
  const perSecond = aggregate === 'rate' && metric.type !== 'rate' && metric.unit !== 'usd';
  return formatQuantity(value, perSecond ? 'score' : metric.unit, digits);
}

/** Value and bound, with as many figures as it takes to tell them apart. */
export function formatPair(threshold: Threshold, value: number): readonly [string, string] {
  const pair = (digits: number) =>
    [
      formatValue(threshold, value, digits),
      formatValue(threshold, threshold.bound, digits),
    ] as const;
  let digits = 3;
  while (digits < 9 && value !== threshold.bound && pair(digits)[0] === pair(digits)[1]) digits++;
  return pair(digits);
}

function observeTrend(
  { aggregate, percentile = 50 }: Threshold,
  trend: Trend,
  duration: Milliseconds,
): Omit<Observation, 'n'> {
  if (aggregate === 'avg') return { value: trend.avg, bounds: trend.meanBounds(), floor: 1 };
  if (aggregate !== 'percentile') {
    return { value: exactValue(aggregate, trend, duration), bounds: {}, floor: 1 };
  }
  const isEnd = percentile <= 0 || percentile >= 100;
  const bounds = isEnd ? {} : trend.bounds(percentile);
  return { value: trend.percentile(percentile), bounds, floor: percentileFloor(percentile) };
}

function exactValue(aggregate: Aggregate, trend: Trend, duration: Milliseconds): number {
  if (aggregate === 'min') return trend.min;
  if (aggregate === 'max') return trend.max;
  return aggregate === 'rate' ? perSecond(trend.sum, duration) : trend.sum;
}

/**
 * "Below 1 % failed" is the same claim as "the 99th percentile did not fail" and has the same floor, 299: so
 * many samples without one miss are needed to make 1 % implausible at 95 %. A bound of none, or of all, is a
 * claim on these samples alone and needs one.
 */
function rateFloor({ operator, bound }: Threshold): number {
  const share = operator.startsWith('<') ? 1 - bound : bound;
  const oneSided = operator !== '==' && operator !== '!=';
  return oneSided && share > 0 && share < 1 ? sampleFloor(share) : 1;
}
