import type { Milliseconds } from '../../time/duration.ts';
import type { Metric } from '../catalogue/metric.ts';
import { Counter } from './counter.ts';
import { Gauge } from './gauge.ts';
import { Mean } from './mean.ts';
import type { Measurement } from './measurement.ts';
import { Rate } from './rate.ts';
import type { Summary } from './summary.ts';
import { Trend } from './trend.ts';

/** Aggregate of the values of one metric. */
export type Accumulator = Trend | Rate | Counter | Gauge | Mean;

/** Creates an empty accumulator of the metric's type. */
export function createAccumulator({ type, averaged }: Metric): Accumulator {
  if (type === 'trend') return new Trend();
  if (type === 'rate') return new Rate();
  if (type === 'counter') return new Counter();
  return averaged === true ? new Mean() : new Gauge();
}

/** A metric's value; `weight` is for means. */
type Value = Pick<Measurement, 'value' | 'atLeast' | 'weight' | 'isBound'>;

/**
 * Adds a value. Only counters and gauges record an unknown value; others omit it. A value without
 * `due`, its sample's due time, counts as independent of all others.
 */
export function addTo(accumulator: Accumulator, measured: Value, due?: Milliseconds): void {
  const { value, atLeast, weight } = measured;
  if (value === 'unknown') {
    if (accumulator.type === 'counter' || accumulator.type === 'gauge') {
      accumulator.addUnknown(atLeast);
    }
  } else if (accumulator.type === 'trend') {
    if (measured.isBound === true) accumulator.addBound(value, due);
    else accumulator.add(value, due);
  } else if (accumulator.type === 'rate') accumulator.add(value, due);
  else accumulator.add(value, weight);
}

/** Returns the summary over the measured duration; undefined for no values or only lower bounds. */
export function summarise(accumulator: Accumulator, duration: Milliseconds): Summary | undefined {
  const { n } = accumulator;
  if (n === 0 || (accumulator.type === 'trend' && accumulator.bounded === n)) return undefined;
  return accumulator.type === 'counter' ? accumulator.summary(duration) : accumulator.summary();
}

/** Merges `other` into `into`; both must be of one metric. */
export function mergeInto(into: Accumulator, other: Accumulator): void {
  if (into.type === 'trend' && other.type === 'trend') return into.merge(other);
  if (into.type === 'rate' && other.type === 'rate') return into.merge(other);
  if (into.type === 'counter' && other.type === 'counter') return into.merge(other);
  if (into.type === 'gauge' && other.type === 'gauge') return into.merge(other);
  if (into.type === 'mean' && other.type === 'mean') return into.merge(other);
  throw new Error(`A ${other.type} cannot merge into a ${into.type}.`);
}
