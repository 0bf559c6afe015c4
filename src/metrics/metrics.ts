import type { Sample } from '../sample/sample.ts';
import type { Milliseconds } from '../time/duration.ts';
import type { Accumulator } from './aggregates/accumulator.ts';
import { type Curve, percentileCurve } from './aggregates/curve.ts';
import type { Estimate } from './aggregates/estimate.ts';
import { measure, type Objectives } from './aggregates/measurement.ts';
import type { Summary } from './aggregates/summary.ts';
import type { MetricName } from './catalogue/all-metrics.ts';
import { metricNamed } from './catalogue/named-metric.ts';
import {
  formatSelector,
  matches,
  parseSelector,
  type Selector,
  type Tags,
} from './catalogue/selector.ts';
import type { Bucket } from './series.ts';
import { TargetMetrics } from './target-metrics.ts';
import type { Slice } from './timeline.ts';

export interface MetricsOptions {
  /** Sub-metrics to record too: the selectors of thresholds, as written. */
  readonly selectors?: readonly string[];
  readonly objectives?: Objectives;
  /** Whether answers will be judged; if so, their tags are kept for the scores. */
  readonly judged?: boolean;
  /** Length of the timeline's slices; default 10 s. */
  readonly bucket?: Milliseconds;
}

/** Data kept of an answer until it is judged. */
export interface AnswerMark {
  readonly tags: Tags;
  /** Whether it met every per-request objective. */
  readonly inTime: boolean;
}

/**
 * Aggregates samples by target: each metric as a whole and by the tags that selectors name.
 *
 * A sample's tags are its own and its query's (`sample.tags`), and `scenario`, `target`, `tenant`,
 * `outcome`, `phase`, `token_source` and `stop_reason`. Excludes warm-up samples.
 */
export class Metrics {
  readonly #selectors: readonly Selector[];
  readonly #objectives: Objectives;
  readonly #bucket: Milliseconds;
  readonly #shares = new Map<string, TargetMetrics>();
  /** Keyed by load and index. */
  readonly #answers: Map<string, AnswerMark> | undefined;
  #duration: Milliseconds = 0;
  #closed = false;

  constructor({
    selectors = [],
    objectives = {},
    bucket = 10_000,
    judged = false,
  }: MetricsOptions = {}) {
    this.#answers = judged ? new Map() : undefined;
    this.#selectors = selectors
      .map(parseSelector)
      .filter(({ metric, tags }) => metricNamed(metric) && Object.keys(tags).length > 0);
    this.#objectives = objectives;
    this.#bucket = bucket;
  }

  /** Measured time: up to the last end so far, until `close` sets it. */
  get duration(): Milliseconds {
    return this.#duration;
  }

  get targets(): readonly string[] {
    return [...this.#shares.keys()];
  }

  add(sample: Sample, chunkGaps: readonly Milliseconds[]): void {
    if (sample.phase === 'warmup') return;
    if (!this.#closed) this.#duration = Math.max(this.#duration, sample.end);
    const share = this.#share(sample.target);
    const measurements = [...measure(sample, this.#objectives)];
    const tags = tagsOf(sample);
    const chosen = this.#selectors.filter((selector) => matches(selector, tags));
    for (const measurement of measurements) {
      share.record(measurement, chosen, sample.due);
      if (measurement.metric === 'good' && sample.outcome === 'ok') {
        this.#answers?.set(keyOf(sample), { tags, inTime: measurement.value === 1 });
      }
    }
    const gaps = sample.outcome === 'ok' ? chunkGaps : [];
    share.addGaps(gaps, chosen, sample.due);
    share.timeline.add(sample, measurements, gaps);
  }

  /** Returns the data kept of an answer; undefined unless answers are judged. */
  markOf(answer: Pick<Sample, 'scenario' | 'index'>): AnswerMark | undefined {
    return this.#answers?.get(keyOf(answer));
  }

  /** Drops the data of an answer that will not be judged. */
  forget(answer: Pick<Sample, 'scenario' | 'index'>): void {
    this.#answers?.delete(keyOf(answer));
  }

  /** Returns the selectors of a metric: the whole metric, then its sub-metrics. */
  selectorsOf(metric: MetricName): readonly Selector[] {
    return [{ metric, tags: {} }, ...this.#selectors.filter((each) => each.metric === metric)];
  }

  /** Replaces the aggregate of a metric or sub-metric by an estimate. */
  estimate(selector: Selector, target: string, estimate: Estimate): void {
    this.#share(target).estimate(formatSelector(selector), estimate);
  }

  /** Returns the estimate of a metric or sub-metric; undefined where it was counted. */
  estimateOf(selector: string, target: string): Estimate | undefined {
    return this.#shares.get(target)?.estimates.get(formatSelector(parseSelector(selector)));
  }

  /**
   * Adds a value without a sample: a bill, a score, a number of virtual users. `atLeast` is the
   * lower bound of an unknown value.
   */
  record(
    metric: MetricName,
    value: number | 'unknown',
    tags: Tags & { readonly target: string },
    atLeast?: number,
  ): void {
    const chosen = this.#selectors.filter((selector) => matches(selector, tags));
    const least = atLeast === undefined ? {} : { atLeast };
    this.#share(tags.target).record({ metric, value, ...least }, chosen);
  }

  /** Sets the measured time, the denominator of counter rates. */
  close(duration: Milliseconds): void {
    this.#duration = duration;
    this.#closed = true;
  }

  /** Returns summaries by metric, and by selector for sub-metrics; omits those without values. */
  summaries(target: string): Record<string, Summary> {
    return this.#shares.get(target)?.summaries(this.#duration) ?? {};
  }

  /** Returns the aggregate of a metric or recorded sub-metric; undefined without values. */
  find(selector: string, target: string): Accumulator | undefined {
    const name = formatSelector(parseSelector(selector));
    return this.#shares.get(target)?.accumulators.get(name);
  }

  buckets(target: string): readonly Bucket[] {
    return this.#shares.get(target)?.timeline.buckets() ?? [];
  }

  /** Returns the main trends' histograms per slice. */
  slices(target: string): readonly Slice[] {
    return this.#shares.get(target)?.timeline.slices() ?? [];
  }

  curve(metric: 'latency' | 'ttft', target: string): Curve {
    const trend = this.find(metric, target);
    return trend?.type === 'trend' ? percentileCurve(trend) : [];
  }

  /** Merges the metrics of another shard of the run, recorded with the same selectors. */
  merge(other: Metrics): void {
    this.#duration = Math.max(this.#duration, other.#duration);
    for (const [target, otherShare] of other.#shares) {
      this.#share(target).merge(otherShare);
    }
  }

  #share(target: string): TargetMetrics {
    let share = this.#shares.get(target);
    if (share === undefined) {
      share = new TargetMetrics(this.#bucket);
      this.#shares.set(target, share);
    }
    return share;
  }
}

function keyOf({ scenario, index }: Pick<Sample, 'scenario' | 'index'>): string {
  return `${scenario}/${index}`;
}

function tagsOf(sample: Sample): Tags {
  return Object.assign({}, sample.tags, {
    scenario: sample.scenario,
    target: sample.target,
    outcome: sample.outcome,
    phase: sample.phase,
    token_source: sample.tokens.source,
    ...(sample.stopReason === undefined ? {} : { stop_reason: sample.stopReason }),
    ...(sample.tenant === undefined ? {} : { tenant: sample.tenant }),
  });
}
