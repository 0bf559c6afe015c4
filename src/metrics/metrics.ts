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
  /** Sub-metrics to keep beside the metrics themselves: what thresholds name, as written. */
  readonly selectors?: readonly string[];
  readonly objectives?: Objectives;
  /** Answers will be judged: what each is tagged with is remembered for its scores. */
  readonly judged?: boolean;
  /** The length of the timeline's slices; 10 s by default. */
  readonly bucket?: Milliseconds;
}

/** One target's share: accumulators by formatted selector, and its timeline. */
interface Share {
  readonly accumulators: Map<string, Accumulator>;
  readonly estimates: Map<string, Estimate>;
  readonly timeline: Timeline;
}

/** What is remembered of an answer that may be judged. */
export interface AnswerMark {
  readonly tags: Tags;
  /** It was inside every per-request objective. */
  readonly inTime: boolean;
}

/**
 * Metrics are what samples add up to, target by target, each metric whole and by the tags that selectors name.
 *
 * A sample's tags are its own and its query's (`sample.tags`), and `scenario`, `target`, `tenant`, `outcome`,
 * `phase`, `token_source` and `stop_reason`. Warm-up samples are left out.
 */
export class Metrics {
  readonly #selectors: readonly Selector[];
  readonly #objectives: Objectives;
  readonly #bucket: Milliseconds;
  readonly #shares = new Map<string, Share>();
  /** By load and index. */
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

  /** The measured time: up to the last end so far, until `close` says otherwise. */
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

  /** What is remembered of an answer; undefined unless answers are judged. */
  markOf(answer: Pick<Sample, 'scenario' | 'index'>): AnswerMark | undefined {
    return this.#answers?.get(keyOf(answer));
  }

  /** An answer will not be judged: what is remembered of it is let go. */
  forget(answer: Pick<Sample, 'scenario' | 'index'>): void {
    this.#answers?.delete(keyOf(answer));
  }

  /** A metric whole, and by the tags that were asked for. */
  selectorsOf(metric: MetricName): readonly Selector[] {
    return [{ metric, tags: {} }, ...this.#selectors.filter((each) => each.metric === metric)];
  }

  /** Puts an estimate in the place of what a metric, or a sub-metric, has added up. */
  estimate(selector: Selector, target: string, estimate: Estimate): void {
    const { accumulators, estimates } = this.#share(target);
    const name = formatSelector(selector);
    estimates.set(name, estimate);
    if (estimate.likely === undefined) accumulators.delete(name);
    else accumulators.set(name, estimate.likely);
  }

  /** The estimate of a metric, or a sub-metric; undefined where it was counted. */
  estimateOf(selector: string, target: string): Estimate | undefined {
    return this.#shares.get(target)?.estimates.get(formatSelector(parseSelector(selector)));
  }

  /**
   * Adds a value that no sample carries: a bill, a score, a count of virtual users. `atLeast` is what
   * is known of an unknown one.
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

  /** Fixes the measured time, which rates of counters are taken over. */
  close(duration: Milliseconds): void {
    this.#duration = duration;
    this.#closed = true;
  }

  /** By metric, and by selector for sub-metrics; what has no values is absent. */
  summaries(target: string): Record<string, Summary> {
    const summaries: Record<string, Summary> = {};
    for (const [name, accumulator] of this.#shares.get(target)?.accumulators ?? []) {
      const summary = summarise(accumulator, this.#duration);
      if (summary !== undefined) summaries[name] = summary;
    }
    return summaries;
  }

  /** What a metric, or a sub-metric that was asked for, has added up; undefined without values. */
  find(selector: string, target: string): Accumulator | undefined {
    const name = formatSelector(parseSelector(selector));
    return this.#shares.get(target)?.accumulators.get(name);
  }

  buckets(target: string): readonly Bucket[] {
    return this.#shares.get(target)?.timeline.buckets() ?? [];
  }

  /** The main trends' histograms, slice by slice. */
  slices(target: string): readonly Slice[] {
    return this.#shares.get(target)?.timeline.slices() ?? [];
  }

  curve(metric: 'latency' | 'ttft', target: string): Curve {
    const trend = this.find(metric, target);
    return trend?.type === 'trend' ? percentileCurve(trend) : [];
  }

  /** Adds what a shard of the same run measured, with the same selectors. */
  merge(other: Metrics): void {
    this.#duration = Math.max(this.#duration, other.#duration);
    for (const [target, theirs] of other.#shares) {
      const share = this.#share(target);
      for (const [name, accumulator] of theirs.accumulators) {
        mergeInto(this.#accumulator(share, parseSelector(name)), accumulator);
      }
      share.timeline.merge(theirs.timeline);
    }
  }

  #record(
    share: Share,
    measurement: Measurement,
    chosen: readonly Selector[],
    due?: Milliseconds,
  ): void {
    const { metric } = measurement;
    // By its own name first: a stream brings a value for each of its chunks.
    const own = share.accumulators.get(metric) ?? this.#accumulator(share, { metric, tags: {} });
    addTo(own, measurement, due);
    for (const selector of chosen) {
      if (selector.metric === metric) addTo(this.#accumulator(share, selector), measurement, due);
    }
  }

  /** In one go: a stream has hundreds, and each by itself cost more than all else of its sample. */
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
