import { DRAIN_MS } from '../../process/signals.ts';
import { worstHealth } from '../../runner/request/process-health.ts';
import type { StopController, StopReason } from '../../runner/request/stop-controller.ts';
import { joinedEnd, type RunEnd } from '../../runner/run.ts';
import { monitorThresholds } from '../../runner/threshold-monitor.ts';
import type { ClientConfig } from '../../target/contract/client-config.ts';
import { systemClock } from '../../time/clock.ts';
import type { LoadResult, LoadGeneratorOptions } from '../load/load-generator.ts';
import type { WorkerLoss } from '../load/worker-loss.ts';
import type { RunState } from '../state/run-state.ts';
import { startWorkerProcess, type WorkerProcess } from './worker-process.ts';
import type { SerializedRecord, WorkerCommand } from './worker-protocol.ts';

/**
 * Time between the start command and the common start, milliseconds, so that it reaches all
 * workers.
 */
const NOTICE_MS = 100;

/** Maximum time in which a worker reports aborted requests, milliseconds. */
const CUT_MS = 2000;

/**
 * Runs a load on several processes, one shard each; together they send the same arrivals as one
 * process. This process measures nothing: it collects records, checks thresholds over all of them,
 * and passes on every stop. A worker that is killed or hangs ends the load of the others as a
 * signal does.
 */
export async function runOnWorkers(
  of: number,
  state: RunState,
  clientConfig: ClientConfig,
  { runId, stop, onSend, onRecord, shouldAbort }: Omit<LoadGeneratorOptions, 'shard' | 'start'>,
): Promise<LoadResult> {
  const { file, seed } = state.scenario;
  const queries = new Map(state.dataset.queries.map((query) => [query.id, query]));
  /** Workers that sent load; the health of the others is ignored. */
  const working = new Set<number>();
  const recorded = (index: number, draft: SerializedRecord): void => {
    if (draft.sample.phase === 'measured') working.add(index);
    const query = queries.get(draft.sample.queryId);
    if (query === undefined) throw new Error(`no query is called ${draft.sample.queryId}`);
    onRecord({ ...draft, query });
  };
  const workers = Array.from({ length: of }, (_, index) =>
    startWorkerProcess(
      { runId, file, seed, clientConfig, shard: { index, of } },
      {
        sent: (requests) => {
          for (let n = 0; n < requests; n++) onSend();
        },
        recorded: (draft) => recorded(index, draft),
        stopped: (reason) => stop.drain(reason),
      },
    ),
  );
  const began = systemClock.now();
  const ended = Promise.all(
    workers.map(async ({ done }) => {
      const part = await done;
      if ('message' in part) endWithout(stop);
      return part;
    }),
  );
  // Awaited below; a worker can fail before that.
  ended.catch(() => undefined);
  const finished = new AbortController();
  passOn(stop, workers, finished.signal);
  try {
    await Promise.all(workers.map(({ ready }) => ready));
    startAll(workers);
    const start = systemClock.now() + NOTICE_MS;
    void monitorThresholds({ clock: systemClock, stop, shouldAbort }, start, finished.signal);
    const parts = await ended;
    const now = systemClock.now();
    const elapsed = { duration: Math.max(0, now - start), rented: now - began };
    return joined(parts, { elapsed, reason: stop.reason, working });
  } finally {
    finished.abort();
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** Ends the load after a loss, as a signal does. */
function endWithout(stop: StopController): void {
  stop.drain('lost');
  setTimeout(() => stop.abort(), DRAIN_MS).unref();
}

function startAll(workers: readonly WorkerProcess[]): void {
  const at = process.hrtime.bigint() + BigInt(NOTICE_MS * 1e6);
  for (const worker of workers) worker.tell({ kind: 'start', at });
}

/** Merges the workers' results; of a lost worker only its time is known. */
function joined(
  parts: readonly (LoadResult | WorkerLoss)[],
  {
    elapsed,
    reason,
    working,
  }: {
    elapsed: Pick<RunEnd, 'duration' | 'rented'>;
    reason: StopReason | undefined;
    working: ReadonlySet<number>;
  },
): LoadResult {
  const losses = parts.filter((part): part is WorkerLoss => 'message' in part);
  const ends = parts.flatMap((part) => ('message' in part ? [] : [part.end]));
  // Uses the worst health: figures are as good as the worst clock.
  const healths = parts.flatMap((part, index) =>
    'message' in part || part.health === undefined || (working.size > 0 && !working.has(index))
      ? []
      : [part.health],
  );
  return {
    end: joinedEnd(losses.length === 0 ? ends : [...ends, elapsed], reason),
    ...(healths.length === 0 ? {} : { health: worstHealth(healths) }),
    losses,
  };
}

/** Passes every stop on to all workers; kills those that do not end after an abort. */
function passOn(
  stop: StopController,
  workers: readonly WorkerProcess[],
  finished: AbortSignal,
): void {
  const tellAll = (command: WorkerCommand): void =>
    workers.forEach((worker) => worker.tell(command));
  const end = (): void => tellAll({ kind: 'end', reason: stop.reason ?? 'signal' });
  const cut = (): void => {
    tellAll({ kind: 'cut' });
    // Also ends workers that still wait for the start because another one hangs.
    startAll(workers);
    const killing = setTimeout(() => {
      for (const worker of workers)
        worker.giveUp('did not stop when it was told to and was killed');
    }, CUT_MS);
    finished.addEventListener('abort', () => clearTimeout(killing));
  };
  if (stop.draining.aborted) end();
  if (stop.aborting.aborted) cut();
  stop.draining.addEventListener('abort', end, { signal: finished });
  stop.aborting.addEventListener('abort', cut, { signal: finished });
}
