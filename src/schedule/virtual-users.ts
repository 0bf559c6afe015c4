import type { ClosedLoop } from '../scenario/load/load.ts';
import type { Milliseconds } from '../time/duration.ts';
import { regularDuration, type TimeRange } from './planned-duration.ts';

/** A user that sends a request, waits for the answer, and repeats, during its spans. */
export interface VirtualUser {
  /** Index from 0. */
  readonly index: number;
  /**
   * Time ranges in which it may start requests, in order, never adjacent; empty for a user that
   * never starts.
   */
  readonly spans: readonly TimeRange[];
  /**
   * Maximum number of requests; absent where only the spans limit it, and for `shared-iterations`,
   * whose users share one count of `load.iterations` kept by the runner.
   */
  readonly iterations?: number;
}

/** Returns the virtual users of a closed loop. A stopped user may restart in a later stage. */
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
 * Returns the users of a ramp. User u, from 1, of a stage between `low` and `high` users starts
 * where the line reaches u, and on the way down stops where the line reaches u - 1, one step late
 * (k6 lib/executor/ramping_vus.go, getRawExecutionSteps).
 *
 *     users 3|      ___          up:   start(u) = end - duration * (high - u) / (high - low)
 *           2|   __|   |__       down: stop(u)  = end - duration * (u - 1 - low) / (high - low)
 *           1|__|         |__
 */
function rampingUsers({ startVUs, stages }: RampingUsers): readonly VirtualUser[] {
  const maxUsers = Math.max(startVUs, ...stages.map((stage) => stage.target));
  const users = Array.from({ length: maxUsers }, (_, index) => ({
    index,
    spans: [] as TimeRange[],
  }));
  const starts = new Float64Array(maxUsers);
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

/** Appends a span; drops an empty one and merges one adjacent to the last. */
function append(spans: TimeRange[], span: TimeRange): void {
  if (span.stop <= span.start) return;
  const touching = spans.at(-1)?.stop === span.start ? spans.pop() : undefined;
  spans.push(touching === undefined ? span : { start: touching.start, stop: span.stop });
}
