import { availableParallelism } from 'node:os';
import { resolve as resolvePath } from 'node:path';
import { BEDROCK_API_KEY_WARNING, usesBedrockApiKey } from '../doctor/bedrock-api-key.ts';
import type { Score } from '../judge/score.ts';
import { Problem } from '../problem/problem.ts';
import { refuseTooFewFiles } from '../process/file-limit.ts';
import { openFileLimit } from '../process/out-of-files.ts';
import { Signals } from '../process/signals.ts';
import { findBillableEndpoints } from '../run/endpoint/billable-endpoints.ts';
import { serializeEndpoint, type RunEndpoint, openEndpoint } from '../run/endpoint/endpoint.ts';
import { judgeAnswers } from '../run/judging/judging.ts';
import {
  generateLoad,
  type LoadResult,
  type LoadGeneratorOptions,
} from '../run/load/load-generator.ts';
import { Progress } from '../run/progress.ts';
import { redactRecord } from '../run/load/redact-record.ts';
import { redactScenario } from '../run/result/redacted-scenario.ts';
import { buildResult, datasetResult } from '../run/result/build-result.ts';
import { readEnvironment } from '../run/result/environment.ts';
import { errorBars } from '../run/result/error-bars.ts';
import { writeRun } from '../run/result/write-reports.ts';
import { prepareRun } from '../run/state/prepare-run.ts';
import type { RunState } from '../run/state/run-state.ts';
import { type WorkerCount, workerCountOf, workerCountWarnings } from '../run/load/worker-count.ts';
import type { WorkerLoss } from '../run/load/worker-loss.ts';
import { runOnWorkers } from '../run/workers/worker-pool.ts';
import { StopController } from '../runner/request/stop-controller.ts';
import { leafTargets } from '../scenario/leaf-targets.ts';
import { loadScenario } from '../scenario/load-scenario.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { createRunDirectory, type RunDirectory } from '../store/run-directory.ts';
import { createRunId } from '../store/run-id.ts';
import { shouldAbort } from '../verdict/abort.ts';
import { exitCode } from '../verdict/exit-code.ts';
import { repeatFlags, type RunVerbOptions } from './run-flags.ts';

/** Runs a scenario from its file to its reports, and returns the exit code. */
export async function runVerb(file: string, options: RunVerbOptions): Promise<number> {
  const scenario = await loadScenario(file, {
    ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(options.ca === undefined ? {} : { ca: resolvePath(options.ca) }),
  });
  const stop = new StopController();
  const signals = new Signals(stop);
  try {
    const runEndpoint = await openEndpoint(scenario);
    try {
      return await runOn(runEndpoint, scenario, { options, stop, signals });
    } finally {
      signals.isUnderWay = false;
      await runEndpoint.close();
    }
  } finally {
    signals.release();
  }
}

async function runOn(
  runEndpoint: RunEndpoint,
  scenario: Scenario,
  { options, stop, signals }: { options: RunVerbOptions; stop: StopController; signals: Signals },
): Promise<number> {
  const workerCount = workerCountOf(scenario, options.workers, availableParallelism());
  refuseTooFewFiles(scenario, runEndpoint.embedded ? 1 : workerCount.used, openFileLimit());
  const state = await Promise.race([
    prepareRun(scenario, runEndpoint),
    ...refusalWithout(runEndpoint),
  ]);
  const keepable = redactScenario(scenario);
  const startedAt = new Date();
  const id = createRunId(startedAt, scenario.name, Math.random);
  const directory = createRunDirectory<Score>(options.out, id, warn);
  if (
    usesBedrockApiKey([...leafTargets(scenario).values()], runEndpoint.clientConfig, process.env)
  ) {
    warn(`${BEDROCK_API_KEY_WARNING.message} ${BEDROCK_API_KEY_WARNING.remedy}`);
  }
  if (options.quiet !== true) workerCountWarnings(workerCount).forEach(warn);
  const flags = repeatFlags(options);
  try {
    const environment = readEnvironment(scenario.seed, workerCount.used);
    directory.write('run.json', {
      id,
      startedAt,
      environment,
      scenario: keepable,
      runEndpoint: serializeEndpoint(runEndpoint),
      workerCount,
      flags,
      dataset: datasetResult(state.dataset),
    });
    signals.isUnderWay = true;
    const losses = lossesOf(runEndpoint, stop);
    const loadResult = await load(state, runEndpoint, {
      id,
      directory,
      stop,
      options,
      workerCount,
    });
    losses.push(...(loadResult.losses ?? []));
    const isWhole = (): boolean => !stop.cutting.aborted && losses.length === 0;
    const judging = isWhole()
      ? await judgeAnswers(state, runEndpoint, {
          stop,
          onScore: (score) => directory.appendScore(score),
          rented: loadResult.end.rented,
        })
      : undefined;
    losses.push(...damages(directory));

    const { health } = loadResult;
    const concluded = buildResult(state, {
      id,
      startedAt,
      // A signal or a loss after the load stopped the judging.
      end: stop.reason === undefined ? loadResult.end : { ...loadResult.end, stopped: stop.reason },
      ...(health === undefined ? {} : { health }),
      losses,
      workerCount,
      environment: { ...environment, ...(health && errorBars(scenario, environment, health.elu)) },
      runEndpoint,
      scenario: keepable,
      flags,
      ...(judging === undefined ? {} : { judging }),
    });
    // After the last request, so that it is in nobody's way.
    const rented = isWhole()
      ? await findBillableEndpoints(scenario, concluded, runEndpoint.clientConfig)
      : [];
    const result = rented.length === 0 ? concluded : { ...concluded, rented };
    writeRun(result, directory, state.metrics, options);
    return exitCode({ ...result, requireValid: options.requireValid === true });
  } finally {
    directory.close();
  }
}

/** Rejects when the stage's own emulator is gone before anything was asked; nothing where it has none. */
function refusalWithout({ lost }: RunEndpoint): readonly Promise<never>[] {
  if (lost === undefined) return [];
  const refusal = lost.then((how): never => {
    throw new Problem(`The embedded emulator ${how} before the run began.`, {
      remedy: 'Run again; look whether the machine has memory and time for it.',
    });
  });
  return [refusal];
}

/** What is lost from now on: without its emulator a run ends at once, since nobody answers. */
function lossesOf({ lost }: RunEndpoint, stop: StopController): WorkerLoss[] {
  const losses: WorkerLoss[] = [];
  const lose = (how: string): void => {
    losses.push({
      message:
        `The embedded emulator ${how} before the run ended: requests that it had not answered by ` +
        'then failed or were cut for that reason alone, not for a service’s; run again.',
      unaccounted: false,
    });
    stop.end('lost');
    stop.cut();
  };
  void lost?.then(lose);
  return losses;
}

/** The files of the run that are not as they were written, whoever changed them. */
function damages(directory: RunDirectory<Score>): readonly WorkerLoss[] {
  directory.flush();
  return directory.damages().map((message) => ({ message, unaccounted: false }));
}

/** Puts the load on, with every record on its way to disk, metrics and the progress line. */
async function load(
  state: RunState,
  runEndpoint: RunEndpoint,
  parts: {
    id: string;
    directory: RunDirectory<Score>;
    stop: StopController;
    options: RunVerbOptions;
    workerCount: WorkerCount;
  },
): Promise<LoadResult> {
  const { metrics } = state;
  const { directory, stop, options } = parts;
  const progress =
    options.quiet === true
      ? undefined
      : new Progress({
          stream: process.stderr,
          planned: state.planned,
          percentile: () => slowestP95(state),
        });
  let failure: unknown;
  /** A disk that refuses ends the run; what is on it already stays readable. */
  const keep = (write: () => void): void => {
    try {
      write();
    } catch (error) {
      failure ??= error;
      stop.end('signal');
      stop.cut();
    }
  };
  const generatorOptions: LoadGeneratorOptions = {
    runId: parts.id,
    stop,
    onSend: () => progress?.sent(),
    onRecord: (received) => {
      const record = redactRecord(received);
      const answer = state.take(record);
      keep(() => {
        directory.appendSample(record.sample);
        if (answer !== undefined && options.answers) directory.appendAnswer(answer);
      });
      progress?.recorded(record.sample);
    },
    shouldAbort: (elapsed) =>
      state.thresholds.some((threshold) =>
        metrics.targets.some((target) => shouldAbort(threshold, metrics, target, elapsed)),
      ),
  };
  const flush = setInterval(() => keep(() => directory.flush()), 200);
  try {
    const loadResult =
      parts.workerCount.used === 1
        ? await generateLoad(state, runEndpoint.clientConfig, generatorOptions)
        : await runOnWorkers(
            parts.workerCount.used,
            state,
            runEndpoint.clientConfig,
            generatorOptions,
          );
    keep(() => directory.flush());
    if (failure !== undefined) throw failure;
    return loadResult;
  } finally {
    clearInterval(flush);
    progress?.stop();
  }
}

function slowestP95({ metrics }: RunState): number | undefined {
  const values = metrics.targets.flatMap((target) => {
    const trend = metrics.find('latency', target);
    return trend?.type === 'trend' && trend.n > 0 ? [trend.percentile(95)] : [];
  });
  return values.length === 0 ? undefined : Math.max(...values);
}

function warn(sentence: string): void {
  process.stderr.write(`proofload: ${sentence}\n`);
}
