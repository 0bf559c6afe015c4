import type { Executor, Load } from '../scenario/load/load.ts';
import type { Milliseconds } from '../time/duration.ts';
import { traitsOf } from './executors.ts';
import { regularDuration } from './planned-duration.ts';

/**
 * Returns the maximum number of arrivals per minute of a load.
 *
 * Undefined for closed loops, whose rate depends on the answers. `at`: the trace times of a replay.
 */
export function peakRate(load: Executor, at: readonly Milliseconds[]): number | undefined {
  return traitsOf(load).peak(load, at);
}

/**
 * Returns the peak rate of several loads: the maximum, over their starts, of the sum of peaks of
 * all loads running then. Undefined where one of them is a closed loop.
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
  let max = 0;
  for (const { start } of spans) {
    let sum = 0;
    for (const { peak, ...span } of spans) {
      if (peak === undefined) return undefined;
      if (span.start <= start && start < span.stop) sum += peak;
    }
    max = Math.max(max, sum);
  }
  return max;
}
