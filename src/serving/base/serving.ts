import type { Milliseconds } from '../../time/duration.ts';

/** A Job is one generation asked of a server. */
export interface Job {
  readonly id: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Input tokens a prefix cache already holds. */
  readonly cachedTokens?: number;
  /** The names of its prompt's blocks, for a server that has a prefix cache of its own. */
  readonly blocks?: readonly number[];
}

/** An Emission is tokens leaving the server at one instant for one job. */
export interface Emission {
  readonly id: number;
  readonly at: Milliseconds;
  /** Tokens emitted so far, this emission included; equal to the job's output when done. */
  readonly tokens: number;
  readonly done: boolean;
}

/**
 * A Serving is a pure state machine of an LLM server: jobs arrive, time advances, tokens come out.
 *
 * It owns no clock. The emulator advances it with the wall clock to answer real clients; the planner
 * advances the very same machine with a virtual clock to simulate a month in seconds.
 */
export interface Serving {
  /** Returns how many of the job's input tokens were cached. */
  arrive(job: Job, now: Milliseconds): number;
  /** When the state next changes; undefined while idle. */
  nextAt(): Milliseconds | undefined;
  /** Runs every step due by `now` and returns what came out, in order of time. */
  advance(now: Milliseconds): readonly Emission[];
  /** The client went away: the job stops using the server. */
  cancel(id: number, now: Milliseconds): void;
  /** Jobs not yet done. */
  readonly inFlight: number;
}
