import type { ClosedLoop, LoadBase } from '../scenario/load/load.ts';
import { traitsOf } from '../schedule/executors.ts';
import { type Shard, stripe } from '../schedule/shard.ts';
import { type VirtualUser, virtualUsers } from '../schedule/virtual-users.ts';
import { createCancellation, type CancelSignal } from '../time/cancellation.ts';
import type { Clock } from '../time/clock.ts';
import type { Milliseconds } from '../time/duration.ts';
import type { ConversationDriver } from './request/conversation-driver.ts';

interface Context {
  readonly driver: ConversationDriver;
  readonly clock: Clock;
  readonly shard: Shard;
  /** Clock time of the load's start. */
  readonly start: Milliseconds;
  readonly draining: CancelSignal;
  readonly cut: CancelSignal;
}

/**
 * Runs virtual users that each send a request as soon as their last answer has ended; it is due
 * when it is sent.
 *
 * Returns the number of planned iterations that were not started in time. They were never due, so
 * they are not samples.
 */
export async function driveClosedLoop(
  load: LoadBase & ClosedLoop,
  context: Context,
): Promise<number> {
  const numbering = new Numbering(load, context.shard);
  const users = [...stripe(virtualUsers(load), context.shard)];
  const turnedAway = await Promise.all(
    users.map((user) => driveUser(user, load, numbering.of(user), context)),
  );
  let unstarted = 0;
  for (const _ of numbering.rest()) unstarted++;
  if (!('iterations' in load)) return 0;
  return turnedAway.reduce((sum, count) => sum + count, unstarted);
}

/** Returns the number of iterations that were started but not sent because the run ended. */
async function driveUser(
  user: VirtualUser,
  load: LoadBase & ClosedLoop,
  numbers: Iterator<number, void>,
  { driver, clock, start, draining, cut }: Context,
): Promise<number> {
  let turnedAway = 0;
  for (const span of user.spans) {
    await clock.sleepUntil(start + span.start, draining);
    const cancellation = createCancellation(cut);
    const callOff =
      load.executor === 'ramping-vus'
        ? clock.timer(start + span.stop + load.gracefulRampDown, () =>
            cancellation.abort('ramped down'),
          )
        : undefined;
    while (!draining.aborted && clock.now() < start + span.stop) {
      const next = numbers.next();
      if (next.done === true) break;
      if (!(await driver.issue(next.value, undefined, cancellation.signal))) turnedAway++;
    }
    callOff?.();
    cancellation.release();
  }
  return turnedAway;
}

/**
 * Numbers a load's arrivals, each once over all shards. Users share one counter, of which each
 * shard has a stripe; users with iterations of their own have one counter each.
 */
class Numbering {
  readonly #load: ClosedLoop;
  readonly #shared: Generator<number, void>;
  readonly #own: Generator<number, void>[] = [];

  constructor(load: ClosedLoop, shard: Shard) {
    this.#load = load;
    const traits = traitsOf(load);
    const end = traits.iterations === 'shared' ? traits.planned(load) : undefined;
    this.#shared = count(shard.index, shard.of, end ?? Number.POSITIVE_INFINITY);
  }

  of(user: VirtualUser): Iterator<number, void> {
    const traits = traitsOf(this.#load);
    if (traits.iterations !== 'per user') return this.#shared;
    const users = traits.concurrency(this.#load);
    const own = count(user.index, users, traits.planned(this.#load) ?? 0);
    this.#own.push(own);
    return own;
  }

  /** Iterations that were not started; none if their number is not fixed. */
  *rest(): Iterable<number> {
    if (traitsOf(this.#load).iterations === 'shared') yield* this.#shared;
    for (const own of this.#own) yield* own;
  }
}

function* count(from: number, step: number, end: number): Generator<number, void> {
  for (let number = from; number < end; number += step) yield number;
}
