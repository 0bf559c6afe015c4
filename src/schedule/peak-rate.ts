import type { Executor, Load } from '../scenario/load/load.ts';
import type { Milliseconds } from '../time/duration.ts';
import { traitsOf } from './executors.ts';
import { regularDuration } from './planned-duration.ts';

/**
 * A PeakRate is the most arrivals that a load starts in a minute.
 *
 * Undefined for closed loops, whose rate follows from the answers. `at`: the times a replay replays.
 */
export function peakRate(load: Executor, at: readonly Milliseconds[]): number | undefined {
  return traitsOf(load).peak(load, at);
}

/**
 * The peak of loads that run beside and after each other: at the start of each, that of all which run
 * then. Undefined where one of them is a closed loop.
 */
export function joinedPeakRate(
  loads: readonly Load[],
  at: readonly Milliseconds[],
): number | undefined {
  const spans = loads.map((load) => ({
    start: load.startTime,
    stop: load.startTime + regularDuration(load),
    peak: peakRate(load, at),
  }));
  let most = 0;
  for (const { start } of spans) {
    let sum = 0;
    for (const { peak, ...span } of spans) {
      if (peak === undefined) return undefined;
      if (span.start <= start && start < span.stop) sum += peak;
    }
    most = Math.max(most, sum);
  }
  return most;
}
