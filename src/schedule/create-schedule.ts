import type { Random } from '../random/random.ts';
import type { OpenLoop } from '../scenario/load/load.ts';
import type { Milliseconds } from '../time/duration.ts';
import { drawArrivals } from './arrival-process.ts';
import { constantRate } from './constant-rate.ts';
import { rampingRate } from './ramping-rate.ts';
import { replay } from './replay.ts';
import type { Schedule } from './schedule.ts';

export interface ScheduleOptions {
  /** Draws the arrivals of `poisson` and `gamma`; used only during creation. */
  readonly random: Random;
  /** Trace times of the dataset's rows, in order; needed by `replay` alone. */
  readonly at?: readonly Milliseconds[];
}

/** Creates the schedule of an open loop, which does not depend on the answers. */
export function createSchedule(load: OpenLoop, { random, at }: ScheduleOptions): Schedule {
  switch (load.executor) {
    case 'constant-arrival-rate':
      return drawArrivals(constantRate(load), load.arrival, random);
    case 'ramping-arrival-rate':
      return drawArrivals(rampingRate(load), load.arrival, random);
    case 'replay':
      return replay(load, at);
  }
}
