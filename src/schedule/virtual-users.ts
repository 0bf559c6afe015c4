import type { ClosedLoop } from '../scenario/load/load.ts';
import type { Milliseconds } from '../time/duration.ts';
import { regularDuration, type TimeRange } from './planned-duration.ts';

/** A VirtualUser asks, waits for the answer, and asks again, as long as one of its spans lasts. */
export interface VirtualUser {
  /** From 0. */
  readonly index: number;
  /** When it may start requests, in order, never touching; empty for one that never gets to. */
  readonly spans: readonly TimeRange[];
  /**
   * How many requests it makes at most; absent where only its spans limit it, and for
   * `shared-iterations`, whose users draw on one count of `load.iterations` that the runner holds.
   */
  readonly iterations?: number;
}

/** The VirtualUsers of a closed loop. A user that stops may come back in a later stage. */
export function virtualUsers(load: ClosedLoop): readonly VirtualUser[] {
  switch (load.executor) {
    case 'constant-vus':
    case 'shared-iterations':
      return steadyUsers(load, {});
    case 'per-vu-iterations':
      return steadyUsers(load, { iterations: load.iterations });
    case 'ramping-vus':
      return rampingUsers(load);
  }
}

/** Users who are there from the start to the end. */
function steadyUsers(
  load: Extract<ClosedLoop, { vus: number }>,
  limit: Pick<VirtualUser, 'iterations'>,
): readonly VirtualUser[] {
  const spans = [{ start: 0, stop: regularDuration(load) }];
  return Array.from({ length: load.vus }, (_, index) => ({ index, spans, ...limit }));
}

type RampingUsers = Extract<ClosedLoop, { executor: 'ramping-vus' }>;

/**
 * User number u, from 1, of a stage between `low` and `high` users starts where the line reaches u,
 * and on the way down stops where the line reaches u - 1, one step late
 * (k6 lib/executor/ramping_vus.go, getRawExecutionSteps).
 *
 *     users 3|      ___          up:   start(u) = end - duration * (high - u) / (high - low)
 *           2|   __|   |__       down: stop(u)  = end - duration * (u - 1 - low) / (high - low)
 *           1|__|         |__
 */
function rampingUsers({ startVUs, stages }: RampingUsers): readonly VirtualUser[] {
  const most = Math.max(startVUs, ...stages.map((stage) => stage.target));
  const users = Array.from({ length: most }, (_, index) => ({ index, spans: [] as TimeRange[] }));
  const starts = new Float64Array(most);
  const stop = (index: number, at: Milliseconds): void =>
    append(users[index]?.spans ?? [], { start: starts[index] ?? 0, stop: at });
  let active = startVUs;
  let end = 0;
  for (const { duration, target } of stages) {
    end += duration;
    const low = Math.min(active, target);
    const high = Math.max(active, target);
    const before = (steps: number): Milliseconds => end - (duration * steps) / (high - low);
    for (let u = low + 1; u <= high; u++) {
      if (target > active) starts[u - 1] = before(high - u);
      else stop(u - 1, before(u - 1 - low));
    }
    active = target;
  }
  for (let index = 0; index < active; index++) stop(index, end);
  return users;
}

/** Leaves out an empty span and joins one that touches the last. */
function append(spans: TimeRange[], span: TimeRange): void {
  if (span.stop <= span.start) return;
  const touching = spans.at(-1)?.stop === span.start ? spans.pop() : undefined;
  spans.push(touching === undefined ? span : { start: touching.start, stop: span.stop });
}
