import { appraise } from '../../cost/cost.ts';
import { createLedger, type Ledger } from '../../cost/ledger.ts';
import { createPriceBook } from '../../cost/price-book.ts';
import { createPricing, type Pricing } from '../../cost/pricing.ts';
import type { Dataset } from '../../dataset/dataset.ts';
import { AnswerSample } from '../../judge/sampling.ts';
import { LeakTally } from '../../metrics/diagnostics/leak-tally.ts';
import { Metrics } from '../../metrics/metrics.ts';
import { FailureTally } from '../../report/summary/failure-tally.ts';
import { Slowest } from '../../report/summary/slowest.ts';
import type { ArrivalRecord } from '../../runner/request/arrival-record.ts';
import type { Sample } from '../../sample/sample.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { routesOf } from '../../scenario/target/target-spec.ts';
import { regularDuration } from '../../schedule/planned-duration.ts';
import type { Answer } from '../../store/answer.ts';
import type { Milliseconds } from '../../time/duration.ts';
import { type Threshold, thresholdsOf } from '../../verdict/threshold.ts';
import { Diagnostics } from './diagnostics.ts';
import { keptAnswer } from './kept-answer.ts';
import { entryFor, perTarget } from './per-target.ts';
import { requestObjectives } from './request-objectives.ts';

/** State of a run, read by all later steps. */
export interface RunState {
  readonly scenario: Scenario;
  readonly dataset: Dataset;
  readonly thresholds: readonly Threshold[];
  readonly pricings: ReadonlyMap<string, Pricing>;
  /** Pricing of the judge; absent without one. */
  readonly judgePricing?: Pricing;
  readonly metrics: Metrics;
  readonly ledgers: ReadonlyMap<string, Ledger>;
  readonly failures: ReadonlyMap<string, FailureTally>;
  readonly slowest: ReadonlyMap<string, Slowest>;
  readonly leaks: ReadonlyMap<string, LeakTally>;
  /** Sample of the measured `ok` answers to judge; absent without a judge. */
  readonly answerSample?: AnswerSample;
  /** Number of `ok` arrivals of each target. */
  readonly answered: ReadonlyMap<string, number>;
  /** Duration of the schedule without warm-up and graceful stop, milliseconds. */
  readonly planned: Milliseconds;
  readonly diagnostics: Diagnostics;
  take(record: ArrivalRecord): Answer | undefined;
}

/** Creates an empty state. */
export function runStateOf(scenario: Scenario, dataset: Dataset): RunState {
  const book = createPriceBook(scenario.prices);
  const { region, fixedCosts: shared, judge } = scenario;
  const pricings = perTarget(scenario, (spec) => createPricing(spec, { book, region, shared }));
  const judgePricing = judge && createPricing(judge.target, { book, region });
  const planned = Math.max(
    ...Object.values(scenario.loads).map((load) => load.startTime + regularDuration(load)),
  );
  return new GatheringState({
    scenario,
    dataset,
    thresholds: thresholdsOf(scenario),
    pricings,
    ...(judgePricing && { judgePricing }),
    planned: Number.isFinite(planned) ? planned : lastArrival(dataset),
  });
}

class GatheringState implements RunState {
  readonly scenario: Scenario;
  readonly dataset: Dataset;
  readonly thresholds: readonly Threshold[];
  readonly pricings: ReadonlyMap<string, Pricing>;
  readonly judgePricing?: Pricing;
  readonly planned: Milliseconds;
  readonly metrics: Metrics;
  readonly ledgers: ReadonlyMap<string, Ledger>;
  readonly failures: ReadonlyMap<string, FailureTally>;
  readonly slowest: ReadonlyMap<string, Slowest>;
  readonly leaks: ReadonlyMap<string, LeakTally>;
  readonly answerSample?: AnswerSample;
  readonly answered = new Map<string, number>();
  readonly diagnostics: Diagnostics;

  constructor(
    parts: Pick<
      RunState,
      'scenario' | 'dataset' | 'thresholds' | 'pricings' | 'judgePricing' | 'planned'
    >,
  ) {
    this.scenario = parts.scenario;
    this.dataset = parts.dataset;
    this.thresholds = parts.thresholds;
    this.pricings = parts.pricings;
    if (parts.judgePricing !== undefined) this.judgePricing = parts.judgePricing;
    this.planned = parts.planned;
    this.metrics = new Metrics({
      selectors: [
        ...parts.scenario.thresholds.map(({ metric }) => metric),
        ...routeSelectors(parts.scenario),
      ],
      objectives: requestObjectives(parts.thresholds),
      bucket: bucketFor(parts.planned),
      judged: parts.scenario.judge !== undefined,
    });
    const { judge, seed } = parts.scenario;
    if (judge !== undefined) this.answerSample = new AnswerSample(judge.sample, seed);
    this.diagnostics = new Diagnostics(parts.scenario, parts.pricings);
    this.ledgers = perTarget(parts.scenario, createLedger);
    this.failures = perTarget(parts.scenario, () => new FailureTally());
    this.slowest = perTarget(parts.scenario, () => new Slowest());
    this.leaks = perTarget(parts.scenario, () => new LeakTally());
  }

  take(record: ArrivalRecord): Answer | undefined {
    const { sample, chunkGaps } = record;
    this.metrics.add(sample, chunkGaps);
    this.diagnostics.add(sample);
    this.ledgers.get(sample.target)?.add(sample, this.#missing(sample));
    this.failures.get(sample.target)?.add(sample);
    this.slowest.get(sample.target)?.add(sample);
    this.leaks.get(sample.target)?.add(sample);
    if (sample.phase === 'warmup' || sample.outcome !== 'ok') return undefined;
    this.answered.set(sample.target, (this.answered.get(sample.target) ?? 0) + 1);
    const kept = keptAnswer(record);
    const left = this.answerSample?.add(kept);
    if (left !== undefined) this.metrics.forget(left);
    return kept;
  }

  /** Returns what a sample lacks to have a cost. */
  #missing(sample: Sample): readonly string[] {
    if (sample.costUsd !== undefined) return [];
    return appraise(sample, entryFor(this.pricings, sample.target)).missing;
  }
}

/** Returns how a route's requests were divided among its parts (report/route-share.ts). */
function routeSelectors({ targets }: Scenario): string[] {
  return Object.values(targets)
    .flatMap(routesOf)
    .flatMap((route) => ROUTE_METRICS.map((metric) => `${metric}{route:${route}}`));
}

const ROUTE_METRICS = ['failed', 'latency', 'ttft', 'cost', 'quality'];

/** Returns the length of a time slice, milliseconds: some forty per run, at least a second. */
function bucketFor(planned: Milliseconds): Milliseconds {
  return Math.max(1000, Math.ceil(planned / 40 / 1000) * 1000);
}

function lastArrival({ queries }: Dataset): Milliseconds {
  return Math.max(0, ...queries.map(({ at }) => at ?? 0));
}
