import type { Query } from '../../src/dataset/query/query.ts';
import type { Score } from '../../src/judge/score.ts';
import type { RunResult } from '../../src/report/result/result.ts';
import { restoreEndpoint } from '../../src/run/endpoint/endpoint.ts';
import { buildResult } from '../../src/run/result/build-result.ts';
import type { RunOutcome } from '../../src/run/result/run-outcome.ts';
import { priceArrival, priceArrivalAtLeast } from '../../src/run/state/arrival-price.ts';
import { type RunState, runStateOf } from '../../src/run/state/run-state.ts';
import { StopController } from '../../src/runner/request/stop-controller.ts';
import { run, type RunEnd } from '../../src/runner/run.ts';
import { scenarioOf } from '../../src/scenario/load-scenario.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import type { Answer } from '../../src/store/answer.ts';
import { FakeClock } from '../../src/time/fake-clock.ts';
import type { ProcessHealth } from '../../src/verdict/client-health.ts';
import { ScriptedTarget } from '../runner/scripted-target.ts';

/** How a target of the run answers: the nth question it is asked, from 0. */
type Script = ConstructorParameters<typeof ScriptedTarget>[1];

/** A process that had nothing else to do. */
export const HEALTHY: ProcessHealth = {
  elu: 0.1,
  eluMax: 0.2,
  cpu: 0.1,
  starved: 0,
  loopDelayP99: 1,
  gcPauseMax: 1,
  gcShare: 0.01,
  clockStep: 0,
};

/** An answer of the scripted target, 10 tokens in and 5 out, costs $2 at this price. */
const PRICE = { id: 'ours', input: 1e5, output: 2e5, source: 'our contract', asOf: '2026-11-01' };

export const SERVICE = { kind: 'openai', url: 'http://127.0.0.1:1/v1', model: 'm', price: 'ours' };

/** Ten questions a target named `target`, one after the other; change what matters. */
export function scenarioWith(changes: object = {}): Scenario {
  const aim = 'targets' in changes ? {} : { target: SERVICE };
  const load = 'scenarios' in changes ? {} : { vus: 1, iterations: 10 };
  const value = {
    name: 'tested',
    dataset: 'questions.jsonl',
    prices: [PRICE],
    warmup: { iterations: 0 },
    ...aim,
    ...load,
    ...changes,
  };
  return scenarioOf(value, '/nowhere');
}

/** The state of a run of this scenario over so many questions that has not begun. */
export function emptyState(changes: object = {}, questions = 10): RunState {
  const queries = Array.from({ length: questions }, (_, n): Query => ({
    id: `q${n}`,
    messages: [{ role: 'user', text: `Question ${n}?` }],
    maxTokens: 10,
    context: [],
    tags: {},
    row: {},
  }));
  const dataset = { skippedRows: 0, skipped: [], canaries: new Map(), notes: [] };
  return runStateOf(scenarioWith(changes), {
    ...dataset,
    file: '/nowhere/questions.jsonl',
    sha256: 'none',
    queries,
  });
}

/** Puts the load of the state's scenario on scripted targets, on a clock that never waits. */
export async function putLoad(
  state: RunState,
  scripts: Script | Readonly<Record<string, Script>>,
  stop = new StopController(),
): Promise<RunEnd> {
  const { scenario, dataset } = state;
  const clock = new FakeClock();
  const targets = Object.keys(scenario.targets).map((name) => {
    const script = typeof scripts === 'function' ? scripts : scripts[name];
    if (script === undefined) throw new Error(`no script for ${name}`);
    return [name, new ScriptedTarget(name, script)] as const;
  });
  const options = {
    runId: 'tested',
    queries: dataset.queries,
    canaries: dataset.canaries,
    targets: new Map(targets),
    clock,
    stop,
    price: priceArrival(state),
    priceAtLeast: priceArrivalAtLeast(state),
    onSend: () => undefined,
    onRecord: (record: Parameters<RunState['take']>[0]) => state.take(record),
    shouldAbort: () => false,
  };
  return clock.runUntil(run(scenario, options));
}

/** What is known of the end of a run that nothing disturbed. */
export function outcomeOf(end: RunEnd, changes: Partial<RunOutcome> = {}): RunOutcome {
  return {
    id: 'tested',
    startedAt: new Date(0),
    end,
    health: HEALTHY,
    losses: [],
    workerCount: { asked: 1, used: 1, processors: 2 },
    environment: { proofload: '0', node: '0', sdk: {}, platform: 'none', cpus: 2, seed: 1 },
    runEndpoint: restoreEndpoint(
      { endpoint: 'aws', emulated: false, embedded: false },
      'us-east-1',
    ),
    flags: [],
    scenario: {},
    ...changes,
  };
}

/** A run of this scenario against these scripts, from its first question to its result. */
export async function finishedRun(
  changes: object,
  scripts: Parameters<typeof putLoad>[1],
  ended: Partial<RunOutcome> = {},
): Promise<RunResult> {
  const state = emptyState(changes);
  const end = await putLoad(state, scripts);
  return buildResult(state, outcomeOf(end, ended));
}

/** The scores of all answers that were drawn for the judge: one criterion, passed or not. */
export function scoresOf(state: RunState, passes: (answer: Answer) => boolean): readonly Score[] {
  return (state.answerSample?.drawn() ?? []).map((answer) => ({
    scenario: answer.scenario,
    index: answer.index,
    target: answer.target,
    queryId: answer.queryId,
    criterion: 'correctness',
    outcome: 'scored',
    value: passes(answer) ? 1 : 0,
    pass: passes(answer),
    reason: '',
  }));
}

/** Asks for a judge, whose price is the targets'. */
export const JUDGED = { judge: { target: SERVICE, criteria: ['correctness'] } };

/** Answers everything after so many milliseconds. */
export function taking(takes: number): Script {
  return () => ({ takes });
}
