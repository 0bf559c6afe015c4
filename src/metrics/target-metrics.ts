import type { Milliseconds } from '../time/duration.ts';
import {
  type Accumulator,
  addTo,
  createAccumulator,
  mergeInto,
  summarise,
} from './aggregates/accumulator.ts';
import type { Estimate } from './aggregates/estimate.ts';
import type { Measurement } from './aggregates/measurement.ts';
import type { Summary } from './aggregates/summary.ts';
import { metricNamed } from './catalogue/named-metric.ts';
import { formatSelector, parseSelector, type Selector } from './catalogue/selector.ts';
import { Timeline } from './timeline.ts';

/** The metrics of one target: accumulators and estimates by formatted selector, and its timeline. */
export class TargetMetrics {
  readonly accumulators = new Map<string, Accumulator>();
  readonly estimates = new Map<string, Estimate>();
  readonly timeline: Timeline;

  /** `bucket` is the length of the timeline's slices. */
  constructor(bucket: Milliseconds) {
    this.timeline = new Timeline(bucket);
  }

  /** Adds a measurement to its metric, and to the sub-metrics of the chosen selectors. */
  record(measurement: Measurement, chosen: readonly Selector[], due?: Milliseconds): void {
    const { metric } = measurement;
    // Looks up by name first, for speed: a stream has one value per chunk.
    const own = this.accumulators.get(metric) ?? this.#accumulator({ metric, tags: {} });
    addTo(own, measurement, due);
    for (const selector of chosen) {
      if (selector.metric === metric) addTo(this.#accumulator(selector), measurement, due);
    }
  }

  /**
   * Adds all gaps at once: a stream has hundreds, and adding each separately cost more than the
   * rest of its sample.
   */
  addGaps(gaps: readonly Milliseconds[], chosen: readonly Selector[], due: Milliseconds): void {
    if (gaps.length === 0) return;
    const named = chosen.filter(({ metric }) => metric === 'chunk_gap');
    for (const selector of [{ metric: 'chunk_gap', tags: {} }, ...named]) {
      const trend = this.#accumulator(selector);
      if (trend.type !== 'trend') continue;
      for (const gap of gaps) trend.add(gap, due);
    }
  }

  /** Replaces the aggregate of a formatted selector by an estimate. */
  estimate(name: string, estimate: Estimate): void {
    this.estimates.set(name, estimate);
    if (estimate.likely === undefined) this.accumulators.delete(name);
    else this.accumulators.set(name, estimate.likely);
  }

  /** Returns summaries by formatted selector; omits those without values. */
  summaries(duration: Milliseconds): Record<string, Summary> {
    const summaries: Record<string, Summary> = {};
    for (const [name, accumulator] of this.accumulators) {
      const summary = summarise(accumulator, duration);
      if (summary !== undefined) summaries[name] = summary;
    }
    return summaries;
  }

  /** Merges the same target's metrics of another shard of the run. */
  merge(other: TargetMetrics): void {
    for (const [name, accumulator] of other.accumulators) {
      mergeInto(this.#accumulator(parseSelector(name)), accumulator);
    }
    this.timeline.merge(other.timeline);
  }

  #accumulator(selector: Selector): Accumulator {
    const name = formatSelector(selector);
    let accumulator = this.accumulators.get(name);
    if (accumulator === undefined) {
      accumulator = createAccumulator(metricNamed(selector.metric));
      this.accumulators.set(name, accumulator);
    }
    return accumulator;
  }
}
