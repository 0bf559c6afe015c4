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

/** How far ahead the common start is told, so that the order reaches every worker before it. */
const NOTICE_MS = 100;

/** How long a worker may take to tell the end of requests that were cut. */
const CUT_MS = 2000;

/**
 * A crew puts a session's load on from several processes, each a shard of it: arrival for arrival
 * what one process sends. This process measures nothing; it gathers their records, watches the
 * thresholds over all of them, and passes every stop on to all. A worker that is killed or hangs ends
 * the load of the others as a signal does.
 */
export async function runOnWorkers(
  of: number,
  state: RunState,
  clientConfig: ClientConfig,
  { runId, stop, onSend, onRecord, shouldAbort }: Omit<LoadGeneratorOptions, 'shard' | 'start'>,
): Promise<LoadResult> {
  const { file, seed } = state.scenario;
  const queries = new Map(state.dataset.queries.map((query) => [query.id, query]));
  /** Those that put on any load: the others' health is nobody's measurement. */
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
  // Heard below; but a worker may fail before that.
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

/** Ends the load of a run that lost a part of it, as a signal does. */
function endWithout(stop: StopController): void {
  stop.drain('lost');
  setTimeout(() => stop.abort(), DRAIN_MS).unref();
}

function startAll(workers: readonly WorkerProcess[]): void {
  const at = process.hrtime.bigint() + BigInt(NOTICE_MS * 1e6);
  for (const worker of workers) worker.tell({ kind: 'start', at });
}

/** What the workers' parts came to together; of a lost one its time alone is known. */
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
  // Numbers are as good as the worst clock that took them.
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

/** Passes every stop on to all workers; those that do not obey a cut are killed. */
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
    // Those that wait for the start, for the sake of one that hangs, have to come to their end too.
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
