import type { Executor } from '../scenario/load/load.ts';
import type { Milliseconds } from '../time/duration.ts';
import { constantRate } from './constant-rate.ts';
import { rampingRate } from './ramping-rate.ts';

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
  switch (load.executor) {
    case 'constant-vus':
    case 'constant-arrival-rate':
    case 'replay':
      return load.duration;
    case 'ramping-vus':
    case 'ramping-arrival-rate':
      return load.stages.reduce((sum, stage) => sum + stage.duration, 0);
    case 'shared-iterations':
    case 'per-vu-iterations':
      return load.maxDuration;
  }
}

/**
 * How many arrivals a load plans; undefined where only the answers' speed (closed loops by time) or
 * the dataset (replay) can tell.
 */
export function plannedArrivals(load: Executor): number | undefined {
  switch (load.executor) {
    case 'constant-arrival-rate':
      return constantRate(load).count;
    case 'ramping-arrival-rate':
      return rampingRate(load).count;
    case 'shared-iterations':
      return load.iterations;
    case 'per-vu-iterations':
      return load.iterations * load.vus;
    case 'constant-vus':
    case 'ramping-vus':
    case 'replay':
      return undefined;
  }
}
