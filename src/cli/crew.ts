import { worstPulse } from '../runner/health.ts';
import { joinedEnd } from '../runner/run.ts';
import type { Stop } from '../runner/stop.ts';
import { watchThresholds } from '../runner/watch.ts';
import { systemClock } from '../sample/clock.ts';
import type { Wiring } from '../target/wiring.ts';
import type { Draft, Order } from './task.ts';
import type { Generation, Surroundings } from './generator.ts';
import type { Session } from './session.ts';
import { startWorkerProcess } from './worker-process.ts';

/** How far ahead the common start is told, so that the order reaches every worker before it. */
const NOTICE_MS = 100;

/**
 * A crew puts a session's load on from several processes, each a shard of it: arrival for arrival
 * what one process sends. This process measures nothing; it gathers their records, watches the
 * thresholds over all of them, and passes every stop on to all.
 */
export async function commandCrew(
  of: number,
  session: Session,
  wiring: Wiring,
  { runId, stop, onSend, onRecord, shouldAbort }: Omit<Surroundings, 'shard' | 'start'>,
): Promise<Generation> {
  const { file, seed } = session.scenario;
  const queries = new Map(session.dataset.queries.map((query) => [query.id, query]));
  /** Those that put on any load: the others' health is nobody's measurement. */
  const working = new Set<number>();
  const recorded = (index: number, draft: Draft): void => {
    if (draft.sample.phase === 'measured') working.add(index);
    const query = queries.get(draft.sample.queryId);
    if (query === undefined) throw new Error(`no query is called ${draft.sample.queryId}`);
    onRecord({ ...draft, query });
  };
  const workers = Array.from({ length: of }, (_, index) =>
    startWorkerProcess(
      { runId, file, seed, wiring, shard: { index, of } },
      {
        sent: (requests) => {
          for (let n = 0; n < requests; n++) onSend();
        },
        recorded: (draft) => recorded(index, draft),
        stopped: (reason) => stop.end(reason),
      },
    ),
  );
  const tellAll = (order: Order): void => workers.forEach((worker) => worker.tell(order));
  const finished = new AbortController();
  passOn(stop, tellAll, finished.signal);
  try {
    await Promise.all(workers.map(({ ready }) => ready));
    tellAll({ kind: 'start', at: process.hrtime.bigint() + BigInt(NOTICE_MS * 1e6) });
    const watch = { clock: systemClock, stop, shouldAbort };
    void watchThresholds(watch, systemClock.now() + NOTICE_MS, finished.signal);
    const parts = await Promise.all(workers.map(({ done }) => done));
    return {
      end: joinedEnd(
        parts.map(({ end }) => end),
        stop.reason,
      ),
      // Numbers are as good as the worst clock that took them.
      pulse: worstPulse(
        parts
          .filter((_, index) => working.size === 0 || working.has(index))
          .map(({ pulse }) => pulse),
      ),
    };
  } finally {
    finished.abort();
    await Promise.all(workers.map((worker) => worker.dismiss()));
  }
}

function passOn(stop: Stop, tellAll: (order: Order) => void, finished: AbortSignal): void {
  const end = (): void => tellAll({ kind: 'end', reason: stop.reason ?? 'signal' });
  const cut = (): void => tellAll({ kind: 'cut' });
  if (stop.ending.aborted) end();
  if (stop.cutting.aborted) cut();
  stop.ending.addEventListener('abort', end, { signal: finished });
  stop.cutting.addEventListener('abort', cut, { signal: finished });
}
