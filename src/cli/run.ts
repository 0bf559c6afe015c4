import { availableParallelism } from 'node:os';
import { resolve as resolvePath } from 'node:path';
import { Stop } from '../runner/stop.ts';
import type { Score } from '../judge/score.ts';
import { loadScenario } from '../scenario/file.ts';
import { leafTargets } from '../scenario/leaf-targets.ts';
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
import { Progress } from './progress.ts';
import { cleanRecord } from './clean-record.ts';
import { conclude } from './conclusion.ts';
import { commandCrew } from './crew.ts';
import { generate, type Generation, type Surroundings } from './generator.ts';
import { examineRent } from './rent-examination.ts';
import { repeatFlags, type RunVerbOptions } from './run-flags.ts';
import { openSession, type Session } from './session.ts';
import { type Stage, setStage } from './stage.ts';
import { publish } from './publication.ts';
import { type Workforce, workforceOf, workforceWarnings } from './workforce.ts';

/** After the first Ctrl-C running requests get this long; a second one cuts them at once. */
const DRAIN_MS = 5000;

/** Runs a scenario from its file to its reports, and returns the exit code. */
export async function runVerb(file: string, options: RunVerbOptions): Promise<number> {
  const scenario = await loadScenario(file, {
    ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(options.ca === undefined ? {} : { ca: resolvePath(options.ca) }),
  });
  const stage = await setStage(scenario);
  try {
    return await runOn(stage, scenario, options);
  } finally {
    await stage.close();
  }
}

async function runOn(stage: Stage, scenario: Scenario, options: RunVerbOptions): Promise<number> {
  const session = await openSession(scenario, stage);
  const keepable = keepableScenario(scenario);
  const startedAt = new Date();
  const id = createRunId(startedAt, scenario.name, Math.random);
  const directory = createRunDirectory<Score>(options.out, id, warn);
  if (usesBearerKey([...leafTargets(scenario).values()], stage.wiring, process.env)) {
    warn(`${BEARER_KEY_WARNING.says} ${BEARER_KEY_WARNING.remedy}`);
  }
  const workforce = workforceOf(scenario, options.workers, availableParallelism());
  if (options.quiet !== true) workforceWarnings(workforce).forEach(warn);
  const stop = new Stop();
  const release = stopOnSignals(stop);
  try {
    const environment = readEnvironment(scenario.seed, workforce.used);
    directory.write('run.json', { id, startedAt, environment, scenario: keepable });

    const { end, pulse } = await load(session, stage, {
      id,
      directory,
      stop,
      options,
      workforce,
    });
    const judging = stop.cutting.aborted
      ? undefined
      : await judgeAnswers(session, stage, {
          signal: stop.cutting,
          onScore: (score) => directory.appendScore(score),
          rented: end.rented,
        });

    const concluded = conclude(session, {
      id,
      startedAt,
      end,
      pulse,
      workforce,
      environment: { ...environment, ...errorBars(scenario, environment, pulse.elu) },
      stage,
      scenario: keepable,
      flags: repeatFlags(options),
      ...(judging === undefined ? {} : { judging }),
    });
    // After the last request, so that it is in nobody's way.
    const rented = stop.cutting.aborted ? [] : await examineRent(scenario, concluded, stage.wiring);
    const result = rented.length === 0 ? concluded : { ...concluded, rented };
    publish(result, directory, session.metrics, options);
    return exitCode({ ...result, requireValid: options.requireValid === true });
  } finally {
    release();
    directory.close();
  }
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

/** The first signal drains, the second cuts; the reports are written either way. */
function stopOnSignals(stop: Stop): () => void {
  const onSignal = (): void => {
    if (stop.ending.aborted) return stop.cut();
    process.stderr.write('\nstopping: no new requests; press Ctrl-C again to cut running ones\n');
    stop.end('signal');
    setTimeout(() => stop.cut(), DRAIN_MS).unref();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return () => {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  };
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
