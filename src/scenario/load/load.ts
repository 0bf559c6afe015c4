import type { ReadonlyOutput } from '../schema/readonly-deep.ts';
import type { loadSchema, stageSchema } from './load-schema.ts';

type Settings = ReadonlyOutput<typeof loadSchema>;

/** A Load is one of k6's scenarios: an executor, aimed at one target. */
export type Load = LoadBase & Executor;

export interface LoadBase extends Pick<Settings, 'startTime' | 'gracefulStop' | 'tags'> {
  readonly name: string;
  readonly target: string;
}

type WithoutAim<T> = T extends unknown
  ? { [Key in keyof T as Key extends keyof LoadBase ? never : Key]: T[Key] }
  : never;

/** How a Load starts requests. Closed loops wait for answers; open loops never do. */
export type Executor = WithoutAim<Settings>;

export type ClosedLoop = Exclude<Executor, OpenLoop>;

export type OpenLoop = Extract<Executor, { readonly maxVUs: number }>;

/** A Stage ramps linearly from where the last one ended to `target`, virtual users or arrivals per `timeUnit`. */
export type Stage = ReadonlyOutput<typeof stageSchema>;

/** How arrivals scatter around their rate: evenly, at random, or in bursts (Gamma gaps, CV above 1). */
export type ArrivalProcess = Extract<Executor, { readonly arrival: unknown }>['arrival'];
