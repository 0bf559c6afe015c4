import type { ReadonlyOutput } from '../schema/readonly-deep.ts';
import type { loadSchema, stageSchema } from './load-schema.ts';

type Settings = ReadonlyOutput<typeof loadSchema>;

/** One load (a scenario in k6's terms): an executor and its target. */
export type Load = LoadBase & Executor;

export interface LoadBase extends Pick<Settings, 'startTime' | 'gracefulStop' | 'tags'> {
  readonly name: string;
  readonly target: string;
}

type WithoutAim<T> = T extends unknown
  ? { [Key in keyof T as Key extends keyof LoadBase ? never : Key]: T[Key] }
  : never;

/** How a load starts requests. Closed loops wait for answers; open loops do not. */
export type Executor = WithoutAim<Settings>;

export type ClosedLoop = Exclude<Executor, OpenLoop>;

export type OpenLoop = Extract<Executor, { readonly maxVUs: number }>;

/**
 * Linear ramp from the end of the previous stage to `target`: virtual users, or arrivals per
 * `timeUnit`.
 */
export type Stage = ReadonlyOutput<typeof stageSchema>;

/**
 * Distribution of arrivals around their rate: even, Poisson, or bursts (gamma gaps with a CV above
 * 1).
 */
export type ArrivalProcess = Extract<Executor, { readonly arrival: unknown }>['arrival'];
