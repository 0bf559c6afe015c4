import pLimit from 'p-limit';
import type { Clock } from '../sample/clock.ts';
import type { Milliseconds } from '../scenario/duration.ts';
import type { LoadBase, OpenLoop } from '../scenario/load.ts';
import type { Schedule } from '../schedule/schedule.ts';
import { portion, type Shard, stripe } from '../schedule/shard.ts';
import type { Interlocutor } from './interlocutor.ts';
import { LEAD } from './issuer.ts';

/**
 * Issues a schedule's arrivals at their due times, whatever the answers do.
 *
 * Due times come from the plan, never from the last send, so being late once does not move what
 * follows. When every slot is busy an arrival waits, its latency running from `due`, or is dropped.
 */
export async function driveOpenLoop(
  load: LoadBase & OpenLoop,
  schedule: Schedule,
  context: {
    interlocutor: Interlocutor;
    clock: Clock;
    shard: Shard;
    /** The load's start on the clock. */
    start: Milliseconds;
    ending: AbortSignal;
    cut: AbortSignal;
  },
): Promise<void> {
  const { interlocutor, clock, shard, start, ending, cut } = context;
  const most = portion(load.maxVUs, shard);
  const slots = pLimit(most);
  const running = new Set<Promise<void>>();
  const isBusy = (): boolean => slots.activeCount + slots.pendingCount >= most;
  for (const { index, due: offset } of stripe(schedule, shard)) {
    const due = start + offset;
    await clock.sleepUntil(due - LEAD, ending);
    let waits = false;
    if (isBusy()) {
      await clock.sleepUntil(due, ending);
      waits = isBusy();
      if (!ending.aborted && waits && load.onSaturation === 'drop') {
        interlocutor.drop(index, due);
        continue;
      }
    }
    if (ending.aborted) break;
    const request = slots(() =>
      interlocutor.issue(index, due, cut, waits ? clock.now() : undefined),
    );
    running.add(request);
    void request.then(
      () => running.delete(request),
      () => undefined,
    );
  }
  await Promise.all(running);
}
