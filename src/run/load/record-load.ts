import type { StopController } from '../../runner/request/stop-controller.ts';
import type { Sample } from '../../sample/sample.ts';
import type { Answer } from '../../store/answer.ts';
import type { Milliseconds } from '../../time/duration.ts';
import { shouldAbort } from '../../verdict/abort.ts';
import type { RunState } from '../state/run-state.ts';
import type { LoadGeneratorOptions, LoadResult } from './load-generator.ts';
import { redactRecord } from './redact-record.ts';
import { ProgressCounter, type RunProgress } from './run-progress.ts';

/** Time between two writes of collected lines, milliseconds. */
const FLUSH_EVERY: Milliseconds = 200;

/** Settings of what runs beside the load. */
export interface RecordingOptions {
  readonly runId: string;
  readonly stop: StopController;
  /** Files of samples and answers. */
  readonly files: {
    appendSample(sample: Sample): void;
    appendAnswer(answer: Answer): void;
    flush(): void;
  };
  /** Whether the text of answers is written too. */
  readonly answers: boolean;
  readonly onProgress?: ProgressListener;
}

/** Function called at an interval while the load runs. */
export interface ProgressListener {
  readonly interval: Milliseconds;
  show(progress: RunProgress): void;
  /** Called once, when the load has ended. */
  clear(): void;
}

/** Runs a load by `generate`, and records its arrivals in the state, on disk and as progress. */
export async function recordLoad(
  state: RunState,
  { runId, stop, files, answers, onProgress }: RecordingOptions,
  generate: (options: LoadGeneratorOptions) => Promise<LoadResult>,
): Promise<LoadResult> {
  const { metrics } = state;
  const counter = new ProgressCounter(state.planned, metrics);
  let failure: { readonly error: unknown } | undefined;
  /** Ends the run on a failed write; what is on disk stays readable. */
  const guard = (act: () => void): void => {
    try {
      act();
    } catch (error) {
      failure ??= { error };
      stop.drain('signal');
      stop.abort();
    }
  };
  const began = performance.now();
  const timers = [setInterval(() => guard(() => files.flush()), FLUSH_EVERY)];
  if (onProgress !== undefined) {
    const show = (): void => onProgress.show(counter.progress(performance.now() - began));
    timers.push(setInterval(() => guard(show), onProgress.interval));
  }
  try {
    const loadResult = await generate({
      runId,
      stop,
      onSend: () => counter.sent(),
      onRecord: (received) => {
        const record = redactRecord(received);
        const answer = state.take(record);
        guard(() => {
          files.appendSample(record.sample);
          if (answer !== undefined && answers) files.appendAnswer(answer);
        });
        counter.recorded(record.sample);
      },
      shouldAbort: (elapsed) =>
        state.thresholds.some((threshold) =>
          metrics.targets.some((target) => shouldAbort(threshold, metrics, target, elapsed)),
        ),
    });
    guard(() => files.flush());
    if (failure !== undefined) throw failure.error;
    return loadResult;
  } finally {
    for (const timer of timers) clearInterval(timer);
    onProgress?.clear();
  }
}
