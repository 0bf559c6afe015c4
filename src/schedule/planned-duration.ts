import type { Executor } from '../scenario/load/load.ts';
import type { Milliseconds } from '../time/duration.ts';
import { traitsOf } from './executors.ts';

/** Part of a load's time, from its start; `start` is inclusive, `stop` exclusive. */
export interface TimeRange {
  readonly start: Milliseconds;
  readonly stop: Milliseconds;
}

/**
 * Returns the time during which a load starts requests, without its graceful stop. For loads by
 * iterations this is the maximum; Infinity for a replay of a whole trace.
 */
export function regularDuration(load: Executor): Milliseconds {
  return traitsOf(load).duration(load);
}

/**
 * Returns the planned number of arrivals; undefined where it depends on the answers' speed (closed
 * loops by time) or on the dataset (replay).
 */
export function plannedArrivals(load: Executor): number | undefined {
  return traitsOf(load).planned(load);
}
