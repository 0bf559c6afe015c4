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

// Imports the run lazily, because every scenario file imports this one for `defineScenario`.

/** Options of `runScenario`, all optional. */
export interface RunScenarioOptions {
  /**
   * Called every `progressInterval` milliseconds while the load runs; an exception from it ends the
   * run.
   */
  readonly onProgress?: (progress: RunProgress) => void;
  /** Time between two calls of `onProgress`, milliseconds; default 1000. */
  readonly progressInterval?: number;
  /** Called with each warning about the run, a sentence. */
  readonly onWarning?: (sentence: string) => void;
  /**
   * Ends the run: no new requests, and those in flight are aborted after 5 seconds. The result then
   * has `stopped: 'signal'`. If it aborts before the first request, the promise rejects with its
   * reason.
   */
  readonly signal?: AbortSignal;
  /** `emulator`, `live` or a URL; overrides the scenario's endpoint. */
  readonly endpoint?: string;
  /** Overrides the scenario's seed. */
  readonly seed?: number;
  /** Processes that share the load of a scenario file; default 1. */
  readonly workers?: number;
  /** Folder for the relative paths of a scenario value; default: the current folder. */
  readonly folder?: string;
  /** Folder in which a run directory with all reports is created; nothing is written if absent. */
  readonly out?: string;
  /** Whether the answers' text is written as well, if `out` is given; default true. */
  readonly answers?: boolean;
}

/**
 * Runs a scenario, given as a value or as the path of its file, and returns its result.
 *
 * Rejects with a Problem, whose message says what to do, if the scenario is wrong or the run cannot
 * start. A failed threshold is not an error: read `verdict` and `validity`.
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
