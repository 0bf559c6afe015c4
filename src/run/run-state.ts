import { createBill, type Bill, rentFor } from '../cost/bill.ts';
import { appraise, costAtMost, costOf } from '../cost/cost.ts';
import { createLedger, type Ledger } from '../cost/ledger.ts';
import { maximumCost } from '../cost/maximum-cost.ts';
import { createPriceBook } from '../cost/price-book.ts';
import { createPricing, type Pricing } from '../cost/pricing.ts';
import { type Dataset, loadDataset } from '../dataset/dataset.ts';
import type { Query } from '../dataset/query/query.ts';
import { AnswerSample } from '../judge/sampling.ts';
import type { Score } from '../judge/score.ts';
import { formatSelector } from '../metrics/catalogue/selector.ts';
import { LeakTally } from '../metrics/diagnostics/leak-tally.ts';
import { Metrics } from '../metrics/metrics.ts';
import { Problem } from '../problem/problem.ts';
import { createRandom } from '../random/random.ts';
import { FailureTally } from '../report/summary/failure-tally.ts';
import { Slowest } from '../report/summary/slowest.ts';
import type { ArrivalRecord } from '../runner/request/arrival-record.ts';
import type { PriceAtMost } from '../runner/request/dispatcher.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { routesOf } from '../scenario/target/target-spec.ts';
import { regularDuration } from '../schedule/planned-duration.ts';
import type { Answer } from '../store/answer.ts';
import { leastTokens } from '../target/decode/token-estimate.ts';
import type { Milliseconds } from '../time/duration.ts';
import { thresholdsOf } from '../verdict/budget-threshold.ts';
import type { Threshold } from '../verdict/threshold.ts';
import { openFileSource } from './dataset-file-source.ts';
import { Diagnostics } from './diagnostics.ts';
import type { RunEndpoint } from './endpoint.ts';
import { recordQuality } from './record-quality.ts';
import { checkThreshold } from './threshold-check.ts';

/** A RunState is all that one run gathers while it goes: what every later step reads. */
export interface RunState {
  readonly scenario: Scenario;
  readonly dataset: Dataset;
  readonly thresholds: readonly Threshold[];
  readonly pricings: ReadonlyMap<string, Pricing>;
  /** How the judge is paid; absent where nobody judges. */
  readonly judgePricing?: Pricing;
  readonly metrics: Metrics;
  readonly ledgers: ReadonlyMap<string, Ledger>;
  readonly failures: ReadonlyMap<string, FailureTally>;
  readonly slowest: ReadonlyMap<string, Slowest>;
  readonly leaks: ReadonlyMap<string, LeakTally>;
  /** Of the `ok` answers of the measured phase those that are to be judged; absent where nobody judges. */
  readonly answerSample?: AnswerSample;
  /** How many arrivals of each target ended `ok`. */
  readonly answered: ReadonlyMap<string, number>;
  /** How long the schedule lasts, warm-up and graceful stop left out. */
  readonly planned: Milliseconds;
  readonly diagnostics: Diagnostics;
  take(record: ArrivalRecord): Answer | undefined;
}

/** Reads everything a scenario names, so that what is wrong is said before the first request. */
export async function prepareRun(
  scenario: Scenario,
  { clientConfig }: Pick<RunEndpoint, 'clientConfig'>,
): Promise<RunState> {
  // What is written wrong is said before a large dataset is read.
  const thresholds = thresholdsOf(scenario);
  const dataset = await loadDataset(scenario.dataset, scenario.prompt, {
    random: createRandom(scenario.seed, 'order', 'prompts'),
    home: await openFileSource(scenario.dataset, clientConfig),
  });
  for (const threshold of thresholds) await checkThreshold(threshold, scenario, dataset.queries);
  const state = runStateOf(scenario, dataset);
  refuseBlindBudget(scenario, state.pricings, state.judgePricing);
  return state;
}

/** A session that has gathered nothing yet. */
export function runStateOf(scenario: Scenario, dataset: Dataset): RunState {
  const book = createPriceBook(scenario.prices);
  const { region, fixedCosts: shared, judge } = scenario;
  const pricings = perTarget(scenario, (spec) => createPricing(spec, { book, region, shared }));
  const judgePricing = judge && createPricing(judge.target, { book, region });
  const planned = Math.max(
    ...Object.values(scenario.loads).map((load) => load.startTime + regularDuration(load)),
  );
  return new OpenSession({
    scenario,
    dataset,
    thresholds: thresholdsOf(scenario),
    pricings,
    ...(judgePricing && { judgePricing }),
    planned: Number.isFinite(planned) ? planned : lastArrival(dataset),
  });
}

class OpenSession implements RunState {
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
      objectives: objectivesOf(parts.thresholds),
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

  take({ sample, query, answer, citations, chunkGaps }: ArrivalRecord): Answer | undefined {
    this.metrics.add(sample, chunkGaps);
    this.diagnostics.add(sample);
    this.ledgers.get(sample.target)?.add(sample, this.#missing(sample));
    this.failures.get(sample.target)?.add(sample);
    this.slowest.get(sample.target)?.add(sample);
    this.leaks.get(sample.target)?.add(sample);
    if (sample.phase === 'warmup' || sample.outcome !== 'ok') return undefined;
    this.answered.set(sample.target, (this.answered.get(sample.target) ?? 0) + 1);
    const kept: Answer = {
      scenario: sample.scenario,
      index: sample.index,
      target: sample.target,
      queryId: sample.queryId,
      ...(query.tenant === undefined ? {} : { tenant: query.tenant }),
      question: query.question ?? query.messages.at(-1)?.text ?? '',
      answer,
      ...(query.reference === undefined ? {} : { reference: query.reference }),
      // A service that searches for itself answers from what it found.
      context: query.context.length > 0 ? query.context : (citations ?? []).map(({ text }) => text),
      ...(citations === undefined ? {} : { citations }),
      ...(query.answerable === undefined ? {} : { answerable: query.answerable }),
      ...(sample.stopReason === undefined ? {} : { stopReason: sample.stopReason }),
      ...('unread' in sample && typeof sample.unread === 'number' ? { unread: sample.unread } : {}),
      ...(sample.tags['route'] === undefined ? {} : { route: sample.tags['route'] }),
    };
    const left = this.answerSample?.add(kept);
    if (left !== undefined) this.metrics.forget(left);
    return kept;
  }

  /** What a sample without a cost lacks. */
  #missing(sample: ArrivalRecord['sample']): readonly string[] {
    if (sample.costUsd !== undefined) return [];
    return appraise(sample, entryFor(this.pricings, sample.target)).missing;
  }
}

/**
 * Adds what arrives after the load: scores and bills, as metrics thresholds can name. `rented` is how
 * long the run rented its machines.
 */
export function recordScoresAndBills(
  state: RunState,
  scores: readonly Score[],
  rented: Milliseconds,
): ReadonlyMap<string, Bill> {
  if (state.scenario.judge !== undefined) recordQuality(state, scores);
  settleLeaks(state);
  return perTarget(state.scenario, ({ name: target }) => {
    const bill = createBill(entryFor(state.ledgers, target), {
      pricing: entryFor(state.pricings, target),
      demand: state.scenario.demand,
      rented,
    });
    recordBill(state.metrics, target, bill);
    return bill;
  });
}

/** Where no canary was looked for nothing is known of leaks, and a threshold on them says why. */
function settleLeaks({ scenario, metrics, dataset }: RunState): void {
  const without =
    dataset.queries.length === 0
      ? 'no sample on disk tells of a search for canaries'
      : 'no row of the dataset has a canary, so no answer was searched for one';
  const note =
    dataset.canaries.size === 0 ? without : "no answer was searched for another tenant's canary";
  for (const target of Object.keys(scenario.targets)) {
    for (const selector of metrics.selectorsOf('tenant_leaks')) {
      const counted = metrics.find(formatSelector(selector), target);
      if ((counted?.n ?? 0) === 0) metrics.estimate(selector, target, { note });
    }
  }
}

function recordBill(metrics: Metrics, target: string, bill: Bill): void {
  const { per1k, per1kAtLeast, variablePer1k, variablePer1kAtLeast } = bill;
  const { perMonth, perMonthAtLeast } = bill;
  metrics.record('cost_per_1k', per1k, { target }, per1kAtLeast);
  metrics.record('variable_cost_per_1k', variablePer1k, { target }, variablePer1kAtLeast);
  if (perMonth !== undefined) {
    metrics.record('cost_per_month', perMonth, { target }, perMonthAtLeast);
  }
}

/** What a report shows of a target made of targets, way by way (report/route-share.ts). */
function routeSelectors({ targets }: Scenario): string[] {
  return Object.values(targets)
    .flatMap(routesOf)
    .flatMap((route) => ROUTE_METRICS.map((metric) => `${metric}{route:${route}}`));
}

const ROUTE_METRICS = ['failed', 'latency', 'ttft', 'cost', 'quality'];

/** US dollars for the machines rented for so long, the judge's included; each endpoint is rented once. */
export function rentOf(
  { pricings, judgePricing }: Pick<RunState, 'pricings' | 'judgePricing'>,
  rented: Milliseconds,
): number {
  return rentFor(rented, [...pricings.values(), ...(judgePricing ? [judgePricing] : [])]);
}

/** The US dollars of one arrival, under its target's pricing. */
export function priceArrival(state: RunState) {
  return (
    target: { readonly name: string },
    arrival: Parameters<typeof costOf>[0],
  ): number | undefined => costOf(arrival, entryFor(state.pricings, target.name));
}

/** The US dollars an arrival of unknown cost was billed at least: its prompt was read. */
export function priceArrivalAtLeast(state: RunState) {
  return (
    target: { readonly name: string },
    arrival: Parameters<typeof costOf>[0],
    { system = '', messages }: Query,
  ): number => {
    const prompt = leastTokens(system, ...messages.map(({ text }) => text));
    return appraise(arrival, entryFor(state.pricings, target.name), prompt).atLeast;
  };
}

/** What a spend cap holds for each request until its cost is known. */
export function priceAtMost(state: RunState): PriceAtMost {
  const pricingOf = ({ name }: { readonly name: string }) => entryFor(state.pricings, name);
  return {
    query: (target, query) => maximumCost(query, pricingOf(target)),
    arrival: (target, arrival, maximum) => costAtMost(arrival, pricingOf(target), maximum),
  };
}

function perTarget<T>(
  scenario: Scenario,
  make: (spec: Scenario['targets'][string]) => T,
): ReadonlyMap<string, T> {
  return new Map(Object.values(scenario.targets).map((spec) => [spec.name, make(spec)]));
}

export function entryFor<T>(map: ReadonlyMap<string, T>, target: string): T {
  const value = map.get(target);
  if (value === undefined) throw new Error(`target ${target} was not prepared`);
  return value;
}

/** A cap on dollars cannot be kept where a price is unknown. */
function refuseBlindBudget(
  scenario: Scenario,
  pricings: ReadonlyMap<string, Pricing>,
  judgePricing: Pricing | undefined,
): void {
  if (scenario.budget.run === undefined) return;
  const paid = [...pricings].map(([name, pricing]): [string, Pricing] => [
    `target "${name}"`,
    pricing,
  ]);
  if (judgePricing !== undefined) paid.push(['the judge', judgePricing]);
  refuseUnbounded(scenario, paid);
  for (const [whose, { tokens, unpriced = '' }] of paid) {
    if (tokens !== 'unknown') continue;
    const what = `budget.run cannot be kept: no price is known for ${whose}.`;
    throw new Problem(`${what} ${unpriced}`.trimEnd(), {
      place: { file: scenario.file },
      remedy: 'Add a row to prices and name it in the target’s price, or leave budget.run out.',
    });
  }
}

/** Nor where a request may cost anything. */
function refuseUnbounded(
  { file, prompt }: Scenario,
  paid: readonly (readonly [whose: string, pricing: Pricing])[],
): void {
  const place = { file };
  const open = paid.find(([, pricing]) => isUnbounded(pricing));
  if (open !== undefined) {
    const what = `budget.run cannot be kept: the request of ${open[0]} removes the limit of output tokens.`;
    throw new Problem(what, { place, remedy: 'Set a limit by request, or leave budget.run out.' });
  }
  if (prompt.documents !== undefined) {
    const what = 'budget.run cannot be kept: nobody can tell how many tokens a document comes to.';
    throw new Problem(what, { place, remedy: 'Leave budget.run out, or send the text itself.' });
  }
}

function isUnbounded({ outputLimit, tokens, parts = {} }: Pricing): boolean {
  return (outputLimit === 'none' && tokens !== 'free') || Object.values(parts).some(isUnbounded);
}

/** A trend threshold "p(x) < bound" is the objective each single request is held against. */
function objectivesOf(thresholds: readonly Threshold[]): { latency?: number; ttft?: number } {
  const objectives: { latency?: number; ttft?: number } = {};
  for (const { selector, operator, bound } of thresholds) {
    const { metric, tags } = selector;
    if (Object.keys(tags).length > 0 || !operator.startsWith('<')) continue;
    if (metric === 'latency' || metric === 'ttft') {
      objectives[metric] = Math.min(bound, objectives[metric] ?? Number.POSITIVE_INFINITY);
    }
  }
  return objectives;
}

/** About forty slices a run, a second long at least. */
function bucketFor(planned: Milliseconds): Milliseconds {
  return Math.max(1000, Math.ceil(planned / 40 / 1000) * 1000);
}

function lastArrival({ queries }: Dataset): Milliseconds {
  return Math.max(0, ...queries.map(({ at }) => at ?? 0));
}
