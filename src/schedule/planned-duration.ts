import type { Executor } from '../scenario/load/load.ts';
import type { Milliseconds } from '../time/duration.ts';
import { traitsOf } from './executors.ts';

/** A TimeRange is a stretch of a load's time, from its start: `start` belongs to it, `stop` does not. */
export interface TimeRange {
  readonly start: Milliseconds;
  readonly stop: Milliseconds;
}

/**
 * How long a load starts requests, its graceful stop not counted. For loads that count iterations
 * it is the most it can be; Infinity for a replay of a whole trace.
 */
export function regularDuration(load: Executor): Milliseconds {
  return traitsOf(load).duration(load);
}

/**
 * How many arrivals a load plans; undefined where only the answers' speed (closed loops by time) or
 * the dataset (replay) can tell.
 */
export function plannedArrivals(load: Executor): number | undefined {
  return traitsOf(load).planned(load);
}
