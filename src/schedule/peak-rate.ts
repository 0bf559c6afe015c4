import type { Executor, Load } from '../scenario/load/load.ts';
import type { Milliseconds } from '../time/duration.ts';
import { regularDuration } from './planned-duration.ts';

const MINUTE: Milliseconds = 60_000;

/**
 * A PeakRate is the most arrivals that a load starts in a minute.
 *
 * Undefined for closed loops, whose rate follows from the answers. `at`: the times a replay replays.
 */
export function peakRate(load: Executor, at: readonly Milliseconds[]): number | undefined {
  switch (load.executor) {
    case 'constant-arrival-rate':
      return (load.rate * MINUTE) / load.timeUnit;
    case 'ramping-arrival-rate': {
      const rates = [load.startRate, ...load.stages.map(({ target }) => target)];
      return (Math.max(...rates) * MINUTE) / load.timeUnit;
    }
    case 'replay':
      return busiestMinute(at.map((time) => time / load.speed).filter((t) => t <= load.duration));
    case 'constant-vus':
    case 'ramping-vus':
    case 'shared-iterations':
    case 'per-vu-iterations':
      return undefined;
  }
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

function busiestMinute(times: readonly Milliseconds[]): number {
  const sorted = times.toSorted((one, other) => one - other);
  let first = 0;
  let most = 0;
  for (const [index, time] of sorted.entries()) {
    while ((sorted[first] ?? time) <= time - MINUTE) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}
