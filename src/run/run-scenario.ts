import { availableParallelism } from 'node:os';
import { Problem } from '../problem/problem.ts';
import { DRAIN_MS } from '../process/signals.ts';
import type { RunResult } from '../report/result/result.ts';
import { StopController } from '../runner/request/stop-controller.ts';
import type { ScenarioOverrides } from '../scenario/load-scenario.ts';
import type { ScenarioInput } from '../scenario/scenario-input.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { ProgressListener } from './load/record-load.ts';
import type { RunProgress } from './load/run-progress.ts';
import { learnOwnSecrets } from './profile-secrets.ts';

// What runs is imported when asked for: every scenario file imports this one for `defineScenario`.

/** What `runScenario` may be given beside a scenario; every member may be left out. */
export interface RunScenarioOptions {
  /** Called every `progressInterval` milliseconds while the load is on. What it throws ends the run. */
  readonly onProgress?: (progress: RunProgress) => void;
  /** Milliseconds; 1000 by default. */
  readonly progressInterval?: number;
  /** Called with what is odd about the run, a sentence each. */
  readonly onWarning?: (sentence: string) => void;
  /**
   * Ends the run: no new requests from now on; running ones are cut after 5 seconds. The result then
   * has `stopped: 'signal'`. Aborted before the first request, the promise rejects with its reason.
   */
  readonly signal?: AbortSignal;
  /** `emulator`, `live` or a URL, over the scenario's own. */
  readonly endpoint?: string;
  /** Over the scenario's own. */
  readonly seed?: number;
  /** Processes that share the load of a scenario file; 1 by default. */
  readonly workers?: number;
  /** The folder that relative paths of a scenario value begin at; the current one by default. */
  readonly folder?: string;
  /** The folder that a run directory with all reports is made in; nothing is written when absent. */
  readonly out?: string;
  /** Whether the text of answers is written too, where `out` is given; true by default. */
  readonly answers?: boolean;
}

/**
 * Runs a scenario, given as a value or as the path of its file, and returns its result.
 *
 * Rejects with a Problem, whose message says what to do, where the scenario is wrong or the run cannot
 * start. A failed threshold is no error: read `verdict` and `validity`.
 */
export async function runScenario(
  scenario: ScenarioInput | string,
  options: RunScenarioOptions = {},
): Promise<RunResult> {
  const { signal, out, workers = 1, answers = true, onWarning: warn = ignore } = options;
  signal?.throwIfAborted();
  learnOwnSecrets(process.env);
  const resolved = await resolve(scenario, options);
  checkWorkers(resolved, workers);
  const stop = new StopController();
  const follow = (): void => endSoon(stop);
  signal?.addEventListener('abort', follow, { once: true });
  try {
    const { executeRun } = await import('./execute-run.ts');
    const { result } = await executeRun(resolved, {
      stop,
      workers,
      answers,
      flags: [],
      warn,
      ...(out === undefined ? {} : { out }),
      ...listening(options),
      onStart: () => signal?.throwIfAborted(),
    });
    return result;
  } finally {
    signal?.removeEventListener('abort', follow);
  }
}

async function resolve(
  scenario: ScenarioInput | string,
  { endpoint, seed, folder = process.cwd() }: RunScenarioOptions,
): Promise<Scenario> {
  const overrides: ScenarioOverrides = {
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(seed === undefined ? {} : { seed }),
  };
  const { loadScenario, scenarioOf } = await import('../scenario/load-scenario.ts');
  return typeof scenario === 'string'
    ? loadScenario(scenario, overrides)
    : scenarioOf(scenario, folder, overrides);
}

function checkWorkers({ inMemory }: Scenario, workers: number): void {
  if (!Number.isInteger(workers) || workers < 1) {
    throw new Problem(`workers is ${workers}, not a whole number from 1 on.`, {
      remedy: `Give the number of processes that are to share the load, up to ${availableParallelism()} on this machine.`,
    });
  }
  if (inMemory !== true || workers === 1) return;
  throw new Problem(`${workers} workers cannot share a scenario that is given as a value.`, {
    remedy: 'Each worker reads the scenario from its file: give the path of a file, or one worker.',
  });
}

function listening({ onProgress, progressInterval = 1000 }: RunScenarioOptions): {
  readonly onProgress?: ProgressListener;
} {
  if (onProgress === undefined) return {};
  return { onProgress: { interval: progressInterval, show: onProgress, clear: ignore } };
}

function endSoon(stop: StopController): void {
  stop.drain('signal');
  setTimeout(() => stop.abort(), DRAIN_MS).unref();
}

function ignore(): void {}
