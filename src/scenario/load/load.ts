import type { Milliseconds } from '../../time/duration.ts';

/** A Load is one of k6's scenarios: an executor, aimed at one target. */
export type Load = LoadBase & Executor;

export interface LoadBase {
  readonly name: string;
  readonly target: string;
  readonly startTime: Milliseconds;
  /** After the regular end no request starts; running ones get this long. */
  readonly gracefulStop: Milliseconds;
  readonly tags: Readonly<Record<string, string>>;
}

/** How a Load starts requests. Closed loops wait for answers; open loops never do. */
export type Executor = ClosedLoop | OpenLoop;

export type ClosedLoop =
  | { readonly executor: 'constant-vus'; readonly vus: number; readonly duration: Milliseconds }
  | {
      readonly executor: 'ramping-vus';
      readonly startVUs: number;
      readonly stages: readonly Stage[];
      readonly gracefulRampDown: Milliseconds;
    }
  | {
      readonly executor: 'shared-iterations' | 'per-vu-iterations';
      readonly vus: number;
      /** In total for `shared-iterations`, for each virtual user for `per-vu-iterations`. */
      readonly iterations: number;
      readonly maxDuration: Milliseconds;
    };

export type OpenLoop = OpenLoopBase &
  (
    | {
        readonly executor: 'constant-arrival-rate';
        /** Arrivals per `timeUnit`. */
        readonly rate: number;
        readonly timeUnit: Milliseconds;
        readonly duration: Milliseconds;
        readonly arrival: ArrivalProcess;
      }
    | {
        readonly executor: 'ramping-arrival-rate';
        readonly startRate: number;
        readonly timeUnit: Milliseconds;
        readonly stages: readonly Stage[];
        readonly arrival: ArrivalProcess;
      }
    | {
        /** Not k6's: due times are the dataset's own `at` column. */
        readonly executor: 'replay';
        /** 2 replays an hour of trace in half an hour. */
        readonly speed: number;
        /** Rows later than this (in replayed time) are left out; Infinity replays all. */
        readonly duration: Milliseconds;
      }
  );

interface OpenLoopBase {
  /** The most requests in flight at once; where the dataset has sessions, the most conversations. */
  readonly maxVUs: number;
  /** How many of them are made ready before the start; all where absent. */
  readonly preAllocatedVUs?: number;
  /** When all are busy: wait, with the wait inside the latency, or drop, counted as failed (k6). */
  readonly onSaturation: 'queue' | 'drop';
}

/** A Stage ramps linearly from where the last one ended to `target`, virtual users or arrivals per `timeUnit`. */
export interface Stage {
  readonly duration: Milliseconds;
  readonly target: number;
}

/** How arrivals scatter around their rate: evenly, at random, or in bursts (Gamma gaps, CV above 1). */
export type ArrivalProcess =
  | { readonly process: 'uniform' }
  | { readonly process: 'poisson' }
  | { readonly process: 'gamma'; readonly cv: number };
