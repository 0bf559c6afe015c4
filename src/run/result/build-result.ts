import type { Bill, Dollars } from '../../cost/bill.ts';
import type { Dataset } from '../../dataset/dataset.ts';
import { quality } from '../../judge/quality.ts';
import { percentileFloor } from '../../metrics/aggregates/trend.ts';
import type { Metrics } from '../../metrics/metrics.ts';
import { judgeShortfall } from '../../report/notes/judge-notes.ts';
import { undecided } from '../../report/notes/undecided.ts';
import { answeredByEmulator } from '../../report/result/endpoint-words.ts';
import type {
  DatasetResult,
  Environment,
  RunResult,
  TargetResult,
} from '../../report/result/result.ts';
import { worstAnswers } from '../../report/summary/worst-answers.ts';
import { formatDollars } from '../../report/text/money.ts';
import type { ProcessHealth } from '../../runner/request/process-health.ts';
import type { RunEnd } from '../../runner/run.ts';
import { OUTCOMES } from '../../sample/outcome.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { addressOf, type TargetSpec, transportsOf } from '../../scenario/target/target-spec.ts';
import { plannedArrivals } from '../../schedule/planned-duration.ts';
import { verdictOf } from '../../verdict/candidate.ts';
import type { ClientHealth } from '../../verdict/client-health.ts';
import { decide } from '../../verdict/decision.ts';
import { evaluate } from '../../verdict/evaluation.ts';
import { appliesTo } from '../../verdict/threshold.ts';
import { assessValidity } from '../../verdict/validity.ts';
import { servingEndpointsOf, type RunEndpoint } from '../endpoint.ts';
import type { Judging } from '../judging.ts';
import { relativePath } from '../redacted-scenario.ts';
import { entryFor, rentOf, type RunState, recordScoresAndBills } from '../run-state.ts';
import type { WorkerCount } from '../worker-count.ts';
import type { WorkerLoss } from '../worker-loss.ts';

/** What a finished run knows beside its session. */
export interface RunOutcome {
  readonly id: string;
  readonly startedAt: Date;
  readonly end: RunEnd;
  /** Absent where the process that measured did not live to tell. */
  readonly health?: ProcessHealth;
  readonly losses: readonly WorkerLoss[];
  readonly workerCount: WorkerCount;
  readonly environment: Environment;
  /** Where the run took place. */
  readonly runEndpoint: RunEndpoint;
  /** What the run was called with beside the scenario. */
  readonly flags: readonly string[];
  readonly judging?: Judging;
  /** The scenario as it may be kept. */
  readonly scenario: Readonly<Record<string, unknown>>;
}

/** Draws the conclusion of a run: bills, thresholds, validity, verdict, all in one RunResult. */
export function buildResult(state: RunState, ending: RunOutcome): RunResult {
  const { scenario, metrics, dataset } = state;
  const { end, judging, losses } = ending;
  metrics.close(end.duration);
  const unstarted = countUnstarted(state, end);
  const bills = recordScoresAndBills(state, judging?.scores ?? [], end.rented);
  const client = healthOf(state, ending);
  const targets = Object.values(scenario.targets).map((spec) =>
    targetResult(state, spec, entryFor(bills, spec.name), ending),
  );
  const {
    validity,
    reasons: validityReasons,
    advice,
  } = assessValidity(
    client,
    losses.map(({ message }) => message),
  );
  const stopped = end.stopped === undefined ? {} : { stopped: end.stopped };
  const decision = decide({
    choose: scenario.choose,
    targets: targets.map(({ name, thresholds, cost, outcomes }) => ({
      name,
      thresholds,
      ...answersOf(outcomes),
      per1k: cost.per1k,
      ...(cost.perMonth === undefined ? {} : { perMonth: cost.perMonth }),
    })),
    validity,
    ...(advice === undefined ? {} : { advice }),
    ...stopped,
    ...(unstarted.count === 0 ? {} : { unstarted }),
  });
  return undecided({
    schema: 'proofload.result/1',
    id: ending.id,
    name: scenario.name,
    description: scenario.description,
    startedAt: ending.startedAt.toISOString(),
    durationMs: end.duration,
    endpoint: endpointOf(scenario, targets),
    emulated: targets.some(answeredByEmulator),
    ...stopped,
    ...decision,
    reasons: [...decision.reasons, ...shortageOf(end)],
    headline: [decision.headline, judgeShortfall(judging?.result.account)]
      .filter((sentence) => sentence !== undefined)
      .join(' '),
    validity,
    validityReasons,
    ...(client === undefined ? {} : { client }),
    targets,
    ...(scenario.demand === undefined ? {} : { demand: scenario.demand }),
    budget: scenario.budget,
    ...(judging === undefined ? {} : { judge: judging.result }),
    ...spending(state, ending),
    dataset: datasetResult(dataset),
    environment: ending.environment,
    flags: ending.flags,
    scenario: ending.scenario,
  });
}

export function datasetResult({
  file,
  sha256,
  queries,
  skippedRows,
  notes,
}: Dataset): DatasetResult {
  return {
    file: relativePath(file),
    sha256,
    rows: queries.length,
    skippedRows,
    ...(notes.length === 0 ? {} : { notes }),
  };
}

/** What closed loops planned and had no time for; each load's becomes a metric of its target. */
function countUnstarted(
  { scenario, metrics }: RunState,
  { unstarted = {} }: RunEnd,
): { count: number; planned: number } {
  const sum = { count: 0, planned: 0 };
  for (const load of Object.values(scenario.loads)) {
    const planned = 'maxVUs' in load ? undefined : plannedArrivals(load);
    if (planned === undefined) continue;
    const count = unstarted[load.name] ?? 0;
    const tags = { ...load.tags, target: load.target, scenario: load.name };
    metrics.record('unstarted_iterations', count, tags);
    sum.count += count;
    sum.planned += planned;
  }
  return sum;
}

function targetResult(
  state: RunState,
  spec: TargetSpec,
  cost: Bill,
  { judging, runEndpoint, end }: RunOutcome,
): TargetResult {
  const { metrics } = state;
  const { name } = spec;
  const { canaries } = state.dataset;
  const diagnosed = state.diagnostics.diagnose(name, metrics);
  const thresholds = state.thresholds
    .filter((threshold) => appliesTo(threshold, name))
    .map((threshold) => evaluate(threshold, metrics, name, cost));
  const scores = judging?.scores ?? [];
  const outcomes = outcomesOf(state, name);
  const fastPaths = end.sdkFastPaths?.[name];
  return {
    name,
    kind: spec.kind,
    model: addressOf(spec),
    answerers: answerers(state, spec, runEndpoint),
    transports: transportsOf(spec),
    ...(fastPaths === undefined ? {} : { sdkFastPaths: fastPaths }),
    verdict: verdictOf({ thresholds, ...answersOf(outcomes) }),
    thresholds,
    metrics: metrics.summaries(name),
    ...diagnosed,
    cost,
    quality: quality(scores, name),
    ...(canaries.size > 0 && { leakSearch: entryFor(state.leaks, name).search(canaries) }),
    outcomes,
    errors: entryFor(state.failures, name).groups(),
    series: metrics.buckets(name),
    curves: { latency: metrics.curve('latency', name), ttft: metrics.curve('ttft', name) },
    slowest: entryFor(state.slowest, name).extracts(),
    worst: worstAnswers(name, state.answerSample?.drawn() ?? [], scores),
  };
}

function answersOf(outcomes: TargetResult['outcomes']): { requests: number; answered: number } {
  const requests = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
  return { requests, answered: outcomes.ok ?? 0 };
}

/** What an emulator of ours answered says so, on whatever host it was started. */
function answerers(
  { diagnostics }: RunState,
  spec: TargetSpec,
  runEndpoint: RunEndpoint,
): NonNullable<TargetResult['answerers']> {
  const known = servingEndpointsOf(spec, runEndpoint);
  if (spec.kind === 'route' || !diagnostics.sawEmulator(spec.name)) return known;
  return known.map((each) => ({ ...each, by: each.by === 'service' ? 'emulator' : each.by }));
}

/** How the targets were asked, all together. */
function endpointOf(
  { endpoint }: Scenario,
  targets: readonly TargetResult[],
): RunResult['endpoint'] {
  if (endpoint !== undefined && endpoint !== 'aws') return endpoint;
  if (!targets.some(answeredByEmulator)) return 'live';
  return targets.every(answeredByEmulator) ? 'emulator' : 'mixed';
}

function outcomesOf(state: RunState, target: string): TargetResult['outcomes'] {
  const failures = entryFor(state.failures, target);
  const answered = state.answered.get(target) ?? 0;
  return Object.fromEntries(
    OUTCOMES.map(
      (outcome) => [outcome, outcome === 'ok' ? answered : failures.count(outcome)] as const,
    ).filter(([, count]) => count > 0),
  );
}

function healthOf(
  state: RunState,
  { health, end, workerCount }: RunOutcome,
): ClientHealth | undefined {
  if (health === undefined) return undefined;
  const { metrics, diagnostics } = state;
  const { loadGeneratorStats, unreached } = diagnostics;
  const latencyP50 = lowestMedian(metrics, 'latency');
  const ttftP50 = lowestMedian(metrics, 'ttft');
  const { latenessP99, offered, late, dropped, openedInWindow, openedByDesign, handshake } =
    loadGeneratorStats;
  const { slotWait } = loadGeneratorStats;
  return {
    duration: end.duration,
    ...health,
    ...(workerCount.asked === 1 ? {} : { workers: workerCount }),
    ...(end.heldBack === undefined ? {} : { heldBack: end.heldBack }),
    latenessP99,
    ...(latencyP50 === undefined ? {} : { latencyP50 }),
    ...(ttftP50 === undefined ? {} : { ttftP50 }),
    ...(slotWait === undefined ? {} : { slotWait }),
    offered,
    late,
    dropped,
    openedInWindow,
    openedByDesign,
    handshake,
    chunks: loadGeneratorStats.chunks,
    readsShared: loadGeneratorStats.readsShared,
    // A run that was cut short was not level.
    loads: end.stopped === undefined ? loadGeneratorStats.loads : [],
    ...(unreached.length === 0 ? {} : { unreached }),
    thin: thinPercentiles(state),
  };
}

/** Of the targets that have values of the trend, the lowest median. */
function lowestMedian(metrics: Metrics, metric: 'latency' | 'ttft'): number | undefined {
  const medians = metrics.targets.flatMap((target) => {
    const trend = metrics.find(metric, target);
    return trend?.type === 'trend' && trend.n > trend.bounded ? [trend.percentile(50)] : [];
  });
  return medians.length === 0 ? undefined : Math.min(...medians);
}

/** Percentiles that an objective names and that too few samples stand behind. */
function thinPercentiles({ thresholds, metrics }: RunState): ClientHealth['thin'] {
  return thresholds.flatMap((threshold) => {
    const { percentile, spec } = threshold;
    if (percentile === undefined) return [];
    const floor = percentileFloor(percentile);
    return metrics.targets.flatMap((target) => {
      const n = appliesTo(threshold, target) ? (metrics.find(spec.metric, target)?.n ?? 0) : 0;
      const label = `p(${percentile}) ${spec.metric} of ${target}`;
      return n > 0 && n < floor ? [{ label, n, floor }] : [];
    });
  });
}

/** What the whole run spent, rented machines and the judge included; each endpoint is rented once. */
function spending(
  state: RunState,
  { end, judging, losses }: RunOutcome,
): Pick<RunResult, 'spent' | 'spentAtLeast' | 'spentAtMost'> {
  const ledgers = [...state.ledgers.values()];
  const { costUsd = 0, costAtLeastUsd = 0, costAtMostUsd } = judging?.result ?? {};
  const rent = rentOf(state, end.rented);
  const unaccounted = losses.some((loss) => loss.unaccounted);
  const spent = unaccounted
    ? 'unknown'
    : total([...ledgers.map((ledger): Dollars => ledger.spent ?? 'unknown'), costUsd, rent]);
  const most = unaccounted
    ? 'unknown'
    : total([
        ...ledgers.map(({ spentAtMost }): Dollars => spentAtMost ?? 'unknown'),
        costAtMostUsd ?? costUsd,
        rent,
      ]);
  const spentAtMost = most === 'unknown' || most === spent ? {} : { spentAtMost: most };
  if (spent !== 'unknown') return { spent, ...spentAtMost };
  const least = ledgers.reduce((sum, ledger) => sum + ledger.spentAtLeast, 0);
  const judged = costUsd === 'unknown' ? costAtLeastUsd : costUsd;
  return { spent, spentAtLeast: least + judged + rent, ...spentAtMost };
}

/** Why the next request had no room in the spend cap. */
function shortageOf({ stopped, shortage }: RunEnd): readonly string[] {
  if (stopped !== 'budget' || shortage === undefined) return [];
  const [needed, left] = [formatDollars(shortage.needed), formatDollars(shortage.left)];
  const machines =
    shortage.rent === undefined
      ? ''
      : ` and ${formatDollars(shortage.rent)} for machines until its timeout`;
  return [
    `The next request may cost up to ${needed}, with all of its maxTokens${machines ? `,${machines}` : ''}, and ${left} was left for it in budget.run.`,
  ];
}

function total(parts: readonly Dollars[]): Dollars {
  let sum = 0;
  for (const part of parts) {
    if (part === 'unknown') return 'unknown';
    sum += part;
  }
  return sum;
}
