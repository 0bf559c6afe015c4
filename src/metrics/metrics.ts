import type { Sample } from '../sample/sample.ts';
import type { Milliseconds } from '../time/duration.ts';
import {
  type Accumulator,
  addTo,
  createAccumulator,
  mergeInto,
  summarise,
} from './aggregates/accumulator.ts';
import { type Curve, percentileCurve } from './aggregates/curve.ts';
import type { Estimate } from './aggregates/estimate.ts';
import { measure, type Measurement, type Objectives } from './aggregates/measurement.ts';
import type { Summary } from './aggregates/summary.ts';
import type { MetricName } from './catalogue/metric.ts';
import { metricNamed } from './catalogue/named-metric.ts';
import {
  formatSelector,
  matches,
  parseSelector,
  type Selector,
  type Tags,
} from './catalogue/selector.ts';
import type { Bucket } from './series.ts';
import { type Slice, Timeline } from './timeline.ts';

export interface MetricsOptions {
  /** Sub-metrics to record too: the selectors of thresholds, as written. */
  readonly selectors?: readonly string[];
  readonly objectives?: Objectives;
  /** Whether answers will be judged; if so, their tags are kept for the scores. */
  readonly judged?: boolean;
  /** Length of the timeline's slices; default 10 s. */
  readonly bucket?: Milliseconds;
}

/** Data of one target: accumulators and estimates by formatted selector, and its timeline. */
interface Share {
  readonly accumulators: Map<string, Accumulator>;
  readonly estimates: Map<string, Estimate>;
  readonly timeline: Timeline;
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
  readonly #shares = new Map<string, Share>();
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
      this.#record(share, measurement, chosen, sample.due);
      if (measurement.metric === 'good' && sample.outcome === 'ok') {
        this.#answers?.set(keyOf(sample), { tags, inTime: measurement.value === 1 });
      }
    }
    const gaps = sample.outcome === 'ok' ? chunkGaps : [];
    this.#addGaps(share, gaps, chosen, sample.due);
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
    const { accumulators, estimates } = this.#share(target);
    const name = formatSelector(selector);
    estimates.set(name, estimate);
    if (estimate.likely === undefined) accumulators.delete(name);
    else accumulators.set(name, estimate.likely);
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
    this.#record(this.#share(tags.target), { metric, value, ...least }, chosen);
  }

  /** Sets the measured time, the denominator of counter rates. */
  close(duration: Milliseconds): void {
    this.#duration = duration;
    this.#closed = true;
  }

  /** Returns summaries by metric, and by selector for sub-metrics; omits those without values. */
  summaries(target: string): Record<string, Summary> {
    const summaries: Record<string, Summary> = {};
    for (const [name, accumulator] of this.#shares.get(target)?.accumulators ?? []) {
      const summary = summarise(accumulator, this.#duration);
      if (summary !== undefined) summaries[name] = summary;
    }
    return summaries;
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
      const share = this.#share(target);
      for (const [name, accumulator] of otherShare.accumulators) {
        mergeInto(this.#accumulator(share, parseSelector(name)), accumulator);
      }
      share.timeline.merge(otherShare.timeline);
    }
  }

  #record(
    share: Share,
    measurement: Measurement,
    chosen: readonly Selector[],
    due?: Milliseconds,
  ): void {
    const { metric } = measurement;
    // Looks up by name first, for speed: a stream has one value per chunk.
    const own = share.accumulators.get(metric) ?? this.#accumulator(share, { metric, tags: {} });
    addTo(own, measurement, due);
    for (const selector of chosen) {
      if (selector.metric === metric) addTo(this.#accumulator(share, selector), measurement, due);
    }
  }

  /**
   * Adds all gaps at once: a stream has hundreds, and adding each separately cost more than the
   * rest of its sample.
   */
  #addGaps(
    share: Share,
    gaps: readonly Milliseconds[],
    chosen: readonly Selector[],
    due: Milliseconds,
  ): void {
    if (gaps.length === 0) return;
    const named = chosen.filter(({ metric }) => metric === 'chunk_gap');
    for (const selector of [{ metric: 'chunk_gap', tags: {} }, ...named]) {
      const trend = this.#accumulator(share, selector);
      if (trend.type !== 'trend') continue;
      for (const gap of gaps) trend.add(gap, due);
    }
  }

  #share(target: string): Share {
    let share = this.#shares.get(target);
    if (share === undefined) {
      const timeline = new Timeline(this.#bucket);
      share = { accumulators: new Map(), estimates: new Map(), timeline };
      this.#shares.set(target, share);
    }
    return share;
  }

  #accumulator({ accumulators }: Share, selector: Selector): Accumulator {
    const name = formatSelector(selector);
    let accumulator = accumulators.get(name);
    if (accumulator === undefined) {
      accumulator = createAccumulator(metricNamed(selector.metric));
      accumulators.set(name, accumulator);
    }
    return accumulator;
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
