import { availableParallelism } from 'node:os';
import type { Score } from '../judge/score.ts';
import { refuseTooFewFiles } from '../process/file-limit.ts';
import { openFileLimit } from '../process/out-of-files.ts';
import type { RunResult } from '../report/result/result.ts';
import type { StopController } from '../runner/request/stop-controller.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { createRunDirectory } from '../store/run-directory.ts';
import { createRunId } from '../store/run-id.ts';
import { findBillableEndpoints } from './endpoint/billable-endpoints.ts';
import { openEndpoint, type RunEndpoint, serializeEndpoint } from './endpoint/endpoint.ts';
import { refuseWithoutEmulator, watchEmulator } from './endpoint/lost-emulator.ts';
import { judgeAnswers } from './judging/judging.ts';
import { generateLoad } from './load/load-generator.ts';
import { type ProgressListener, recordLoad } from './load/record-load.ts';
import { type WorkerCount, workerCountOf } from './load/worker-count.ts';
import type { WorkerLoss } from './load/worker-loss.ts';
import { buildResult, datasetResult } from './result/build-result.ts';
import { readEnvironment } from './result/environment.ts';
import { errorBars } from './result/error-bars.ts';
import { redactScenario } from './result/redacted-scenario.ts';
import { NO_FILES, type RunFiles } from './result/run-files.ts';
import { redactResult, writeRun } from './result/write-reports.ts';
import { prepareRun } from './state/prepare-run.ts';
import { runOnWorkers } from './workers/worker-pool.ts';

/** Options of a run beside its scenario. */
export interface ExecutionOptions {
  readonly stop: StopController;
  /** Processes that share the load. */
  readonly workers: number;
  /** Folder in which the run directory is created; nothing is written if absent. */
  readonly out?: string;
  /** Whether the text of answers is written too. */
  readonly answers: boolean;
  /** Flags of the command line, for the report. */
  readonly flags: readonly string[];
  readonly warn: (sentence: string) => void;
  readonly onProgress?: ProgressListener;
  /** Called before the first request. */
  readonly onStart?: (start: RunStart) => void;
  /** Called after the reports are written and before the endpoint is closed, which may hang. */
  readonly onResult?: (executed: ExecutedRun) => void;
  /** Called after `onResult`, or after a failure. */
  readonly onEnd?: () => void;
}

/** Facts of a run before its first request. */
export interface RunStart {
  readonly runEndpoint: RunEndpoint;
  readonly workerCount: WorkerCount;
}

/** Result of a run and its directory. */
export interface ExecutedRun {
  /** Redacted result. */
  readonly result: RunResult;
  /** Run directory; absent if nothing was written. */
  readonly path?: string;
}

/** Runs a scenario: endpoint, dataset, load, judge, verdict, files. */
export async function executeRun(
  scenario: Scenario,
  options: ExecutionOptions,
): Promise<ExecutedRun> {
  const runEndpoint = await openEndpoint(scenario);
  try {
    const executed = await executeOn(runEndpoint, scenario, options);
    options.onResult?.(executed);
    return executed;
  } finally {
    options.onEnd?.();
    await runEndpoint.close();
  }
}

async function executeOn(
  runEndpoint: RunEndpoint,
  scenario: Scenario,
  options: ExecutionOptions,
): Promise<ExecutedRun> {
  const { stop, flags } = options;
  const { clientConfig } = runEndpoint;
  const workerCount = workerCountOf(scenario, options.workers, availableParallelism());
  refuseTooFewFiles(scenario, runEndpoint.embedded ? 1 : workerCount.used, openFileLimit());
  const state = await Promise.race([
    prepareRun(scenario, runEndpoint),
    ...refuseWithoutEmulator(runEndpoint),
  ]);
  const keepable = redactScenario(scenario);
  const startedAt = new Date();
  const id = createRunId(startedAt, scenario.name, Math.random);
  const files: RunFiles =
    options.out === undefined ? NO_FILES : createRunDirectory<Score>(options.out, id, options.warn);
  try {
    const environment = readEnvironment(scenario.seed, workerCount.used);
    files.write('run.json', {
      id,
      startedAt,
      environment,
      scenario: keepable,
      runEndpoint: serializeEndpoint(runEndpoint),
      workerCount,
      flags,
      dataset: datasetResult(state.dataset),
    });
    options.onStart?.({ runEndpoint, workerCount });
    const losses = watchEmulator(runEndpoint, stop);
    const loadResult = await recordLoad(state, { ...options, runId: id, files }, (load) =>
      workerCount.used === 1
        ? generateLoad(state, clientConfig, load)
        : runOnWorkers(workerCount.used, state, clientConfig, load),
    );
    losses.push(...(loadResult.losses ?? []));
    const { end, health } = loadResult;
    const isWhole = (): boolean => !stop.aborting.aborted && losses.length === 0;
    const judging = isWhole()
      ? await judgeAnswers(state, runEndpoint, {
          stop,
          onScore: (score) => files.appendScore(score),
          rented: end.rented,
        })
      : undefined;
    losses.push(...damagesOf(files));

    const concluded = buildResult(state, {
      id,
      startedAt,
      // A signal or loss after the load has stopped the judging.
      end: stop.reason === undefined ? end : { ...end, stopped: stop.reason },
      ...(health === undefined ? {} : { health }),
      losses,
      workerCount,
      environment: { ...environment, ...(health && errorBars(scenario, environment, health.elu)) },
      runEndpoint,
      scenario: keepable,
      flags,
      ...(judging === undefined ? {} : { judging }),
    });
    // After the last request, so that it does not disturb the measurement.
    const rented = isWhole() ? await findBillableEndpoints(scenario, concluded, clientConfig) : [];
    const result = redactResult(rented.length === 0 ? concluded : { ...concluded, rented });
    writeRun(result, files, state.metrics);
    return { result, ...(files.path === undefined ? {} : { path: files.path }) };
  } finally {
    files.close();
  }
}

/** Returns the files of the run that were changed by something else. */
function damagesOf(files: RunFiles): readonly WorkerLoss[] {
  files.flush();
  return files.damages().map((message) => ({ message, unaccounted: false }));
}
