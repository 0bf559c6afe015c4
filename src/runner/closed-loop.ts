import type { Clock } from '../sample/clock.ts';
import type { Milliseconds } from '../scenario/duration.ts';
import type { ClosedLoop, LoadBase } from '../scenario/load.ts';
import { type VirtualUser, virtualUsers } from '../schedule/virtual-users.ts';
import type { Issuer } from './issuer.ts';

interface Context {
  readonly issuer: Issuer;
  readonly clock: Clock;
  /** The load's start on the clock. */
  readonly start: Milliseconds;
  readonly ending: AbortSignal;
  readonly cut: AbortSignal;
}

/** Lets each virtual user ask again as soon as its last answer ended: in a closed loop due is sent. */
export async function driveClosedLoop(
  load: LoadBase & ClosedLoop,
  context: Context,
): Promise<void> {
  const counter = new Counter(load);
  await Promise.all(virtualUsers(load).map((user) => driveUser(user, load, counter, context)));
  if (context.ending.aborted) return;
  const due = context.clock.now();
  for (const index of counter.rest()) context.issuer.drop(index, due);
}

async function driveUser(
  user: VirtualUser,
  load: LoadBase & ClosedLoop,
  counter: Counter,
  { issuer, clock, start, ending, cut }: Context,
): Promise<void> {
  let left = user.iterations ?? Number.POSITIVE_INFINITY;
  for (const span of user.spans) {
    await clock.sleepUntil(start + span.start, ending);
    const ramped = new AbortController();
    if (load.executor === 'ramping-vus') {
      const deadline = start + span.stop + load.gracefulRampDown;
      void clock
        .sleepUntil(deadline, AbortSignal.any([cut, ramped.signal]))
        .then(() => ramped.abort());
    }
    const signal = load.executor === 'ramping-vus' ? AbortSignal.any([cut, ramped.signal]) : cut;
    while (left > 0 && !ending.aborted && clock.now() < start + span.stop) {
      const index = counter.next();
      if (index === undefined) break;
      left--;
      await issuer.issue(index, undefined, signal);
    }
    ramped.abort();
  }
}

/** Numbers a load's arrivals; shared iterations run out, the others do not. */
class Counter {
  #next = 0;
  readonly #total: number;

  constructor(load: ClosedLoop) {
    this.#total =
      load.executor === 'shared-iterations'
        ? load.iterations
        : load.executor === 'per-vu-iterations'
          ? load.iterations * load.vus
          : Number.POSITIVE_INFINITY;
  }

  next(): number | undefined {
    return this.#next < this.#total ? this.#next++ : undefined;
  }

  /** The iterations that never came to pass; none where there is no fixed number of them. */
  *rest(): Iterable<number> {
    if (this.#total === Number.POSITIVE_INFINITY) return;
    while (this.#next < this.#total) yield this.#next++;
  }
}
