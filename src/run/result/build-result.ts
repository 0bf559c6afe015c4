import type { Dataset } from '../../dataset/dataset.ts';
import { judgeShortfall } from '../../report/notes/judge-notes.ts';
import { undecided } from '../../report/notes/undecided.ts';
import { answeredByEmulator } from '../../report/result/endpoint-words.ts';
import type { DatasetResult, RunResult, TargetResult } from '../../report/result/result.ts';
import type { RunEnd } from '../../runner/run.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { plannedArrivals } from '../../schedule/planned-duration.ts';
import { decide } from '../../verdict/decision.ts';
import { assessValidity } from '../../verdict/validity.ts';
import { entryFor } from '../state/per-target.ts';
import type { RunState } from '../state/run-state.ts';
import { recordScoresAndBills } from '../state/scores-and-bills.ts';
import { loadGeneratorHealth } from './load-generator-health.ts';
import { relativePath } from './redacted-scenario.ts';
import type { RunOutcome } from './run-outcome.ts';
import { runSpend, spendCapShortage } from './run-spend.ts';
import { answerCounts, targetResult } from './target-result.ts';

/** Builds a run's result: bills, thresholds, validity and verdict. */
export function buildResult(state: RunState, ending: RunOutcome): RunResult {
  const { scenario, metrics, dataset } = state;
  const { end, judging, losses } = ending;
  metrics.close(end.duration);
  const unstarted = countUnstarted(state, end);
  const bills = recordScoresAndBills(state, judging?.scores ?? [], end.rented);
  const client = loadGeneratorHealth(state, ending);
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
      ...answerCounts(outcomes),
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
    reasons: [...decision.reasons, ...spendCapShortage(end)],
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
    ...runSpend(state, ending),
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

/** Records the iterations that closed loops did not start in time, as a metric of their targets. */
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

/** Returns the transports of all targets. */
function endpointOf(
  { endpoint }: Scenario,
  targets: readonly TargetResult[],
): RunResult['endpoint'] {
  if (endpoint !== undefined && endpoint !== 'aws') return endpoint;
  if (!targets.some(answeredByEmulator)) return 'live';
  return targets.every(answeredByEmulator) ? 'emulator' : 'mixed';
}
