import type { Milliseconds } from '../scenario/duration.ts';
import { Counter } from './counter.ts';
import { Gauge } from './gauge.ts';
import { Mean } from './mean.ts';
import type { Measurement } from './measurement.ts';
import type { Metric } from './metric.ts';
import { Rate } from './rate.ts';
import type { Summary } from './summary.ts';
import { Trend } from './trend.ts';

/** An Accumulator is what the values of one metric add up in. */
export type Accumulator = Trend | Rate | Counter | Gauge | Mean;

/** An empty one, of the metric's type. */
export function createAccumulator({ type, averaged }: Metric): Accumulator {
  if (type === 'trend') return new Trend();
  if (type === 'rate') return new Rate();
  if (type === 'counter') return new Counter();
  return averaged === true ? new Mean() : new Gauge();
}

/** A Value of a metric; means weigh it, where it has a weight. */
export type Value = Pick<Measurement, 'value' | 'atLeast' | 'weight'>;

/** Only counters and gauges can hold a value that nobody knows; elsewhere it is a value fewer. */
export function addTo(accumulator: Accumulator, { value, atLeast, weight }: Value): void {
  if (value !== 'unknown') accumulator.add(value, weight);
  else if (accumulator.type === 'counter' || accumulator.type === 'gauge') {
    accumulator.addUnknown(atLeast);
  }
}

/** What it came to over the measured duration, or undefined when nothing entered it. */
export function summarise(accumulator: Accumulator, duration: Milliseconds): Summary | undefined {
  if (accumulator.n === 0) return undefined;
  return accumulator.type === 'counter' ? accumulator.summary(duration) : accumulator.summary();
}

/** Adds the other's values; both must be of one metric. */
export function mergeInto(into: Accumulator, other: Accumulator): void {
  if (into.type === 'trend' && other.type === 'trend') return into.merge(other);
  if (into.type === 'rate' && other.type === 'rate') return into.merge(other);
  if (into.type === 'counter' && other.type === 'counter') return into.merge(other);
  if (into.type === 'gauge' && other.type === 'gauge') return into.merge(other);
  if (into.type === 'mean' && other.type === 'mean') return into.merge(other);
  throw new Error(`A ${other.type} cannot merge into a ${into.type}.`);
}
