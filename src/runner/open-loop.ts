import type { LoadBase, OpenLoop } from '../scenario/load/load.ts';
import type { Schedule } from '../schedule/schedule.ts';
import { portion, type Shard, stripe } from '../schedule/shard.ts';
import type { CancelSignal } from '../time/cancellation.ts';
import type { Clock } from '../time/clock.ts';
import type { Milliseconds } from '../time/duration.ts';
import type { ConversationDriver } from './request/conversation-driver.ts';
import { Semaphore } from './request/semaphore.ts';

/**
 * Sends a schedule's arrivals at their due times, independent of the answers.
 *
 * Due times come from the schedule, not from the last request, so one late request does not delay
 * the next. If no slot is free, an arrival waits with its latency counted from `due`, or is
 * dropped.
 */
export async function driveOpenLoop(
  load: LoadBase & OpenLoop,
  schedule: Schedule,
  context: {
    driver: ConversationDriver;
    clock: Clock;
    shard: Shard;
    /** Clock time of the load's start. */
    start: Milliseconds;
    draining: CancelSignal;
    cut: CancelSignal;
  },
): Promise<void> {
  const { driver, clock, shard, start, draining, cut } = context;
  const slots = new Semaphore(portion(load.maxVUs, shard));
  for (const { index, due: offset } of stripe(schedule, shard)) {
    const due = start + offset;
    await clock.sleepUntil(due - driver.lead, draining);
    let waits = false;
    if (slots.full) {
      await clock.sleepUntil(due, draining);
      waits = slots.full;
      if (!draining.aborted && waits && load.onSaturation === 'drop') {
        driver.drop(index, due);
        continue;
      }
    }
    if (draining.aborted) break;
    slots.start(() => driver.issue(index, due, cut, waits ? clock.now() : undefined));
  }
  await slots.finished();
}
