import type { Bill, Dollars } from '../cost/bill.ts';
import type { Dataset } from '../dataset/dataset.ts';
import { quality } from '../judge/quality.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { percentileFloor } from '../metrics/trend.ts';
import { formatDollars } from '../report/money.ts';
import { judgeShortfall } from '../report/judge-note.ts';
import { isEmulated } from '../report/answerer.ts';
import type { DatasetResult, Environment, RunResult, TargetResult } from '../report/result.ts';
import { undecided } from '../report/undecided.ts';
import { worstAnswers } from '../report/worst-answers.ts';
import type { Pulse } from '../runner/health.ts';
import type { RunEnd } from '../runner/run.ts';
import { OUTCOMES } from '../sample/outcome.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { addressOf, type TargetSpec, transportsOf } from '../scenario/target-spec.ts';
import { plannedArrivals } from '../schedule/span.ts';
import type { ClientHealth } from '../verdict/client-health.ts';
import { verdictOf } from '../verdict/contender.ts';
import { decide } from '../verdict/decision.ts';
import { evaluate } from '../verdict/evaluation.ts';
import { appliesTo } from '../verdict/threshold.ts';
import { assessValidity } from '../verdict/validity.ts';
import type { Judging } from './judging.ts';
import type { Loss } from './loss.ts';
import { pathFromHere } from './keepable-scenario.ts';
import { entry, rentOf, type Session, settle } from './session.ts';
import type { Workforce } from './workforce.ts';
import { answerersOf, type Stage } from './stage.ts';

/** What a finished run knows beside its session. */
export interface Ending {
  readonly id: string;
  readonly startedAt: Date;
  readonly end: RunEnd;
  /** Absent where the process that measured did not live to tell. */
  readonly pulse?: Pulse;
  readonly losses: readonly Loss[];
  readonly workforce: Workforce;
  readonly environment: Environment;
  /** Where the run took place. */
  readonly stage: Stage;
  /** What the run was called with beside the scenario. */
  readonly flags: readonly string[];
  readonly judging?: Judging;
  /** The scenario as it may be kept. */
  readonly scenario: Readonly<Record<string, unknown>>;
}

/** Draws the conclusion of a run: bills, thresholds, validity, verdict, all in one RunResult. */
export function conclude(session: Session, ending: Ending): RunResult {
  const { scenario, metrics, dataset } = session;
  const { end, judging, losses } = ending;
  metrics.close(end.duration);
  const unstarted = countUnstarted(session, end);
  const bills = settle(session, judging?.scores ?? [], end.rented);
  const client = healthOf(session, ending);
  const targets = Object.values(scenario.targets).map((spec) =>
    targetResult(session, spec, entry(bills, spec.name), ending),
  );
  const {
    validity,
    reasons: validityReasons,
    advice,
  } = assessValidity(
    client,
    losses.map(({ says }) => says),
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
    emulated: targets.some(isEmulated),
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
    ...spending(session, ending),
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
    file: pathFromHere(file),
    sha256,
    rows: queries.length,
    skippedRows,
    ...(notes.length === 0 ? {} : { notes }),
  };
}

/** What closed loops planned and had no time for; each load's becomes a metric of its target. */
function countUnstarted(
  { scenario, metrics }: Session,
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
  session: Session,
  spec: TargetSpec,
  cost: Bill,
  { judging, stage }: Ending,
): TargetResult {
  const { metrics } = session;
  const { name } = spec;
  const { canaries } = session.dataset;
  const weighed = session.evidence.weigh(name, metrics);
  const thresholds = session.thresholds
    .filter((threshold) => appliesTo(threshold, name))
    .map((threshold) => evaluate(threshold, metrics, name, cost.missing));
  const scores = judging?.scores ?? [];
  const outcomes = outcomesOf(session, name);
  return {
    name,
    kind: spec.kind,
    model: addressOf(spec),
    answerers: answerers(session, spec, stage),
    transports: transportsOf(spec),
    verdict: verdictOf({ thresholds, ...answersOf(outcomes) }),
    thresholds,
    metrics: metrics.summaries(name),
    ...weighed,
    cost,
    quality: quality(scores, name),
    ...(canaries.size > 0 && { leakSearch: entry(session.leaks, name).search(canaries) }),
    outcomes,
    errors: entry(session.failures, name).groups(),
    series: metrics.buckets(name),
    curves: { latency: metrics.curve('latency', name), ttft: metrics.curve('ttft', name) },
    slowest: entry(session.slowest, name).extracts(),
    worst: worstAnswers(name, session.answerSample?.drawn() ?? [], scores),
  };
}

function answersOf(outcomes: TargetResult['outcomes']): { requests: number; answered: number } {
  const requests = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
  return { requests, answered: outcomes.ok ?? 0 };
}

/** What an emulator of ours answered says so, on whatever host it was started. */
function answerers(
  { evidence }: Session,
  spec: TargetSpec,
  stage: Stage,
): NonNullable<TargetResult['answerers']> {
  const known = answerersOf(spec, stage);
  if (spec.kind === 'route' || !evidence.sawEmulator(spec.name)) return known;
  return known.map((each) => ({ ...each, by: each.by === 'service' ? 'emulator' : each.by }));
}

/** How the targets were asked, all together. */
function endpointOf(
  { endpoint }: Scenario,
  targets: readonly TargetResult[],
): RunResult['endpoint'] {
  if (endpoint !== undefined && endpoint !== 'aws') return endpoint;
  if (!targets.some(isEmulated)) return 'live';
  return targets.every(isEmulated) ? 'emulator' : 'mixed';
}

function outcomesOf(session: Session, target: string): TargetResult['outcomes'] {
  const failures = entry(session.failures, target);
  const answered = session.answered.get(target) ?? 0;
  return Object.fromEntries(
    OUTCOMES.map(
      (outcome) => [outcome, outcome === 'ok' ? answered : failures.count(outcome)] as const,
    ).filter(([, count]) => count > 0),
  );
}

function healthOf(session: Session, { pulse, end, workforce }: Ending): ClientHealth | undefined {
  if (pulse === undefined) return undefined;
  const { metrics, evidence } = session;
  const { conduct, unreached } = evidence;
  const latencyP50 = lowestMedian(metrics, 'latency');
  const ttftP50 = lowestMedian(metrics, 'ttft');
  const { latenessP99, offered, late, dropped, openedInWindow, openedByDesign, handshake } =
    conduct;
  const { slotWait } = conduct;
  return {
    duration: end.duration,
    ...pulse,
    ...(workforce.asked === 1 ? {} : { workers: workforce }),
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
    chunks: conduct.chunks,
    readsShared: conduct.readsShared,
    // A run that was cut short was not level.
    loads: end.stopped === undefined ? conduct.loads : [],
    ...(unreached.length === 0 ? {} : { unreached }),
    thin: thinPercentiles(session),
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
function thinPercentiles({ thresholds, metrics }: Session): ClientHealth['thin'] {
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
  session: Session,
  { end, judging, losses }: Ending,
): Pick<RunResult, 'spent' | 'spentAtLeast' | 'spentAtMost'> {
  const ledgers = [...session.ledgers.values()];
  const { costUsd = 0, costAtLeastUsd = 0, costAtMostUsd } = judging?.result ?? {};
  const rent = rentOf(session, end.rented);
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
