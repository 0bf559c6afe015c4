import type { Executor, OpenLoop } from '../scenario/load/load.ts';
import type { Milliseconds } from '../time/duration.ts';
import { busiestMinute } from './busiest-minute.ts';
import { constantRate } from './constant-rate.ts';
import { rampingRate } from './ramping-rate.ts';

const MINUTE: Milliseconds = 60_000;

/** Properties of an executor, except how its requests are scheduled. */
interface ExecutorTraits<Load> {
  /**
   * A closed loop sends the next request after an answer; an open loop sends when a request is due.
   */
  readonly loop: 'open' | 'closed';
  /** Whether the load is constant from start to end. */
  readonly level: boolean;
  /** Count of iterations: one for all users, one per user, or none. */
  readonly iterations: 'shared' | 'per user' | 'open-ended';
  /**
   * Time during which it starts requests, without graceful stop: the maximum for a load by
   * iterations, Infinity for a replay of a whole trace.
   */
  duration(load: Load): Milliseconds;
  /**
   * Planned number of arrivals; undefined where it depends on the answers' speed or the dataset.
   */
  planned(load: Load): number | undefined;
  /** Maximum arrivals per minute; undefined for closed loops. `at`: the trace times of a replay. */
  peak(load: Load, at: readonly Milliseconds[]): number | undefined;
  /** Maximum requests in flight. */
  concurrency(load: Load): number;
}

type NameOf = Executor['executor'];

/** Traits of all executors; a new executor without traits is a compile error. */
const EXECUTORS: { readonly [Name in NameOf]: ExecutorTraits<Executor & { executor: Name }> } = {
  'constant-vus': {
    loop: 'closed',
    level: true,
    iterations: 'open-ended',
    duration: ({ duration }) => duration,
    planned: () => undefined,
    peak: () => undefined,
    concurrency: ({ vus }) => vus,
  },
  'ramping-vus': {
    loop: 'closed',
    level: false,
    iterations: 'open-ended',
    duration: ({ stages }) => lengthOf(stages),
    planned: () => undefined,
    peak: () => undefined,
    concurrency: ({ startVUs, stages }) => highest(startVUs, stages),
  },
  'shared-iterations': {
    loop: 'closed',
    level: true,
    iterations: 'shared',
    duration: ({ maxDuration }) => maxDuration,
    planned: ({ iterations }) => iterations,
    peak: () => undefined,
    concurrency: ({ vus }) => vus,
  },
  'per-vu-iterations': {
    loop: 'closed',
    level: true,
    iterations: 'per user',
    duration: ({ maxDuration }) => maxDuration,
    planned: ({ iterations, vus }) => iterations * vus,
    peak: () => undefined,
    concurrency: ({ vus }) => vus,
  },
  'constant-arrival-rate': {
    loop: 'open',
    level: true,
    iterations: 'open-ended',
    duration: ({ duration }) => duration,
    planned: (load) => constantRate(load).count,
    peak: ({ rate, timeUnit }) => (rate * MINUTE) / timeUnit,
    concurrency: ({ maxVUs }) => maxVUs,
  },
  'ramping-arrival-rate': {
    loop: 'open',
    level: false,
    iterations: 'open-ended',
    duration: ({ stages }) => lengthOf(stages),
    planned: (load) => rampingRate(load).count,
    peak: ({ startRate, stages, timeUnit }) => (highest(startRate, stages) * MINUTE) / timeUnit,
    concurrency: ({ maxVUs }) => maxVUs,
  },
  replay: {
    loop: 'open',
    level: false,
    iterations: 'open-ended',
    duration: ({ duration }) => duration,
    planned: () => undefined,
    peak: ({ speed, duration }, at) =>
      busiestMinute(at.map((time) => time / speed).filter((time) => time <= duration)),
    concurrency: ({ maxVUs }) => maxVUs,
  },
};

export const EXECUTOR_NAMES: readonly string[] = Object.keys(EXECUTORS);

export function traitsOf({ executor }: Executor): ExecutorTraits<Executor> {
  return EXECUTORS[executor];
}

/** Whether a load sends requests when due, whatever the answers do. */
export function isOpenLoop<Load extends Executor>(load: Load): load is Load & OpenLoop {
  return traitsOf(load).loop === 'open';
}

type Stages = Extract<Executor, { executor: 'ramping-vus' }>['stages'];

function lengthOf(stages: Stages): Milliseconds {
  return stages.reduce((sum, stage) => sum + stage.duration, 0);
}

function highest(start: number, stages: Stages): number {
  return Math.max(start, ...stages.map(({ target }) => target));
}
