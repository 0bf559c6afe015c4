import { availableParallelism } from 'node:os';
import { resolve as resolvePath } from 'node:path';
import { Stop } from '../runner/stop.ts';
import type { Score } from '../judge/score.ts';
import { loadScenario } from '../scenario/file.ts';
import { leafTargets } from '../scenario/leaf-targets.ts';
import { Problem } from '../scenario/problem.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { createRunDirectory, type RunDirectory } from '../store/run-directory.ts';
import { createRunId } from '../store/run-id.ts';
import { shouldAbort } from '../verdict/abort.ts';
import { exitCode } from '../verdict/exit-code.ts';
import { BEARER_KEY_WARNING, usesBearerKey } from './bearer-key.ts';
import { readEnvironment } from './environment.ts';
import { errorBars } from './error-bars.ts';
import { keepableScenario } from './keepable-scenario.ts';
import { judgeAnswers } from './judging.ts';
import { openFileLimit } from './out-of-files.ts';
import { Progress } from './progress.ts';
import { cleanRecord } from './clean-record.ts';
import { conclude, datasetResult } from './conclusion.ts';
import { commandCrew } from './crew.ts';
import { refuseTooFewFiles } from './file-limit.ts';
import { generate, type Generation, type Surroundings } from './generator.ts';
import type { Loss } from './loss.ts';
import { examineRent } from './rent-examination.ts';
import { repeatFlags, type RunVerbOptions } from './run-flags.ts';
import { openSession, type Session } from './session.ts';
import { Signals } from './signals.ts';
import { keptStage, type Stage, setStage } from './stage.ts';
import { publish } from './publication.ts';
import { type Workforce, workforceOf, workforceWarnings } from './workforce.ts';

/** Runs a scenario from its file to its reports, and returns the exit code. */
export async function runVerb(file: string, options: RunVerbOptions): Promise<number> {
  const scenario = await loadScenario(file, {
    ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(options.ca === undefined ? {} : { ca: resolvePath(options.ca) }),
  });
  const stop = new Stop();
  const signals = new Signals(stop);
  try {
    const stage = await setStage(scenario);
    try {
      return await runOn(stage, scenario, { options, stop, signals });
    } finally {
      signals.isUnderWay = false;
      await stage.close();
    }
  } finally {
    signals.release();
  }
}

async function runOn(
  stage: Stage,
  scenario: Scenario,
  { options, stop, signals }: { options: RunVerbOptions; stop: Stop; signals: Signals },
): Promise<number> {
  const workforce = workforceOf(scenario, options.workers, availableParallelism());
  refuseTooFewFiles(scenario, stage.embedded ? 1 : workforce.used, openFileLimit());
  const session = await Promise.race([openSession(scenario, stage), ...refusalWithout(stage)]);
  const keepable = keepableScenario(scenario);
  const startedAt = new Date();
  const id = createRunId(startedAt, scenario.name, Math.random);
  const directory = createRunDirectory<Score>(options.out, id, warn);
  if (usesBearerKey([...leafTargets(scenario).values()], stage.wiring, process.env)) {
    warn(`${BEARER_KEY_WARNING.says} ${BEARER_KEY_WARNING.remedy}`);
  }
  if (options.quiet !== true) workforceWarnings(workforce).forEach(warn);
  const flags = repeatFlags(options);
  try {
    const environment = readEnvironment(scenario.seed, workforce.used);
    directory.write('run.json', {
      id,
      startedAt,
      environment,
      scenario: keepable,
      stage: keptStage(stage),
      workforce,
      flags,
      dataset: datasetResult(session.dataset),
    });
    signals.isUnderWay = true;
    const losses = lossesOf(stage, stop);
    const generation = await load(session, stage, { id, directory, stop, options, workforce });
    losses.push(...(generation.losses ?? []));
    const isWhole = (): boolean => !stop.cutting.aborted && losses.length === 0;
    const judging = isWhole()
      ? await judgeAnswers(session, stage, {
          stop,
          onScore: (score) => directory.appendScore(score),
          rented: generation.end.rented,
        })
      : undefined;
    losses.push(...damages(directory));

    const { pulse } = generation;
    const concluded = conclude(session, {
      id,
      startedAt,
      // A signal or a loss after the load stopped the judging.
      end: stop.reason === undefined ? generation.end : { ...generation.end, stopped: stop.reason },
      ...(pulse === undefined ? {} : { pulse }),
      losses,
      workforce,
      environment: { ...environment, ...(pulse && errorBars(scenario, environment, pulse.elu)) },
      stage,
      scenario: keepable,
      flags,
      ...(judging === undefined ? {} : { judging }),
    });
    // After the last request, so that it is in nobody's way.
    const rented = isWhole() ? await examineRent(scenario, concluded, stage.wiring) : [];
    const result = rented.length === 0 ? concluded : { ...concluded, rented };
    publish(result, directory, session.metrics, options);
    return exitCode({ ...result, requireValid: options.requireValid === true });
  } finally {
    directory.close();
  }
}

/** Rejects when the stage's own emulator is gone before anything was asked; nothing where it has none. */
function refusalWithout({ lost }: Stage): readonly Promise<never>[] {
  if (lost === undefined) return [];
  const refusal = lost.then((how): never => {
    throw new Problem(`The embedded emulator ${how} before the run began.`, {
      remedy: 'Run again; look whether the machine has memory and time for it.',
    });
  });
  return [refusal];
}

/** What is lost from now on: without its emulator a run ends at once, since nobody answers. */
function lossesOf({ lost }: Stage, stop: Stop): Loss[] {
  const losses: Loss[] = [];
  const lose = (how: string): void => {
    losses.push({
      says:
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
function damages(directory: RunDirectory<Score>): readonly Loss[] {
  directory.flush();
  return directory.damages().map((says) => ({ says, unaccounted: false }));
}

/** Puts the load on, with every record on its way to disk, metrics and the progress line. */
async function load(
  session: Session,
  stage: Stage,
  parts: {
    id: string;
    directory: RunDirectory<Score>;
    stop: Stop;
    options: RunVerbOptions;
    workforce: Workforce;
  },
): Promise<Generation> {
  const { metrics } = session;
  const { directory, stop, options } = parts;
  const progress =
    options.quiet === true
      ? undefined
      : new Progress({
          stream: process.stderr,
          planned: session.planned,
          percentile: () => slowestP95(session),
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
  const surroundings: Surroundings = {
    runId: parts.id,
    stop,
    onSend: () => progress?.sent(),
    onRecord: (received) => {
      const record = cleanRecord(received);
      const answer = session.take(record);
      keep(() => {
        directory.appendSample(record.sample);
        if (answer !== undefined && options.answers) directory.appendAnswer(answer);
      });
      progress?.recorded(record.sample);
    },
    shouldAbort: (elapsed) =>
      session.thresholds.some((threshold) =>
        metrics.targets.some((target) => shouldAbort(threshold, metrics, target, elapsed)),
      ),
  };
  const flush = setInterval(() => keep(() => directory.flush()), 200);
  try {
    const generation =
      parts.workforce.used === 1
        ? await generate(session, stage.wiring, surroundings)
        : await commandCrew(parts.workforce.used, session, stage.wiring, surroundings);
    keep(() => directory.flush());
    if (failure !== undefined) throw failure;
    return generation;
  } finally {
    clearInterval(flush);
    progress?.stop();
  }
}

function slowestP95({ metrics }: Session): number | undefined {
  const values = metrics.targets.flatMap((target) => {
    const trend = metrics.find('latency', target);
    return trend?.type === 'trend' && trend.n > 0 ? [trend.percentile(95)] : [];
  });
  return values.length === 0 ? undefined : Math.max(...values);
}

function warn(sentence: string): void {
  process.stderr.write(`proofload: ${sentence}\n`);
}
