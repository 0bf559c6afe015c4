import type { Executor, OpenLoop } from '../scenario/load/load.ts';
import type { Milliseconds } from '../time/duration.ts';
import { busiestMinute } from './busiest-minute.ts';
import { constantRate } from './constant-rate.ts';
import { rampingRate } from './ramping-rate.ts';

const MINUTE: Milliseconds = 60_000;

/** The ExecutorTraits are all that differs between executors but how their requests are scheduled. */
interface ExecutorTraits<Load> {
  /** A closed loop waits for answers before it asks again; an open loop asks when a request is due. */
  readonly loop: 'open' | 'closed';
  /** Whether the load is meant to be the same from its start to its end. */
  readonly level: boolean;
  /** How its iterations are numbered where their number is set: one count for all users, or one each. */
  readonly iterations: 'shared' | 'per user' | 'open-ended';
  /**
   * How long it starts requests, graceful stop not counted: the most it can be where it counts iterations,
   * Infinity for a replay of a whole trace.
   */
  duration(load: Load): Milliseconds;
  /** How many arrivals it plans; undefined where the answers' speed or the dataset decides. */
  planned(load: Load): number | undefined;
  /** The most arrivals it starts in a minute; undefined for closed loops. `at`: the times a replay replays. */
  peak(load: Load, at: readonly Milliseconds[]): number | undefined;
  /** The most requests it may have in flight at once. */
  concurrency(load: Load): number;
}

type NameOf = Executor['executor'];

/** Every executor there is, with its traits: a new one is an error of the compiler until it has them. */
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

/** The names of all executors. */
export const EXECUTOR_NAMES: readonly string[] = Object.keys(EXECUTORS);

export function traitsOf({ executor }: Executor): ExecutorTraits<Executor> {
  return EXECUTORS[executor];
}

/** Whether a load asks when a request is due, whatever the answers do. */
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
