import type { Milliseconds } from '../../time/duration.ts';

/** One generation request. */
export interface Job {
  readonly id: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Input tokens already in a prefix cache. */
  readonly cachedTokens?: number;
  /** Identifiers of the prompt's blocks, for a server with a prefix cache. */
  readonly blocks?: readonly number[];
}

/** Tokens emitted for one job at one instant. */
export interface Emission {
  readonly id: number;
  readonly at: Milliseconds;
  /** Tokens emitted so far, including this emission; equal to the job's output when done. */
  readonly tokens: number;
  readonly done: boolean;
}

/**
 * Pure state machine of an LLM server: jobs arrive, time advances, tokens come out.
 *
 * It has no clock. The emulator advances it with the wall clock; the planner advances the same
 * machine with a virtual clock, to simulate a month in seconds.
 */
export interface Serving {
  /** Adds a job; returns the number of its input tokens that were cached. */
  arrive(job: Job, now: Milliseconds): number;
  /** Time of the next state change; undefined while idle. */
  nextAt(): Milliseconds | undefined;
  /** Runs every step due by `now` and returns its emissions in time order. */
  advance(now: Milliseconds): readonly Emission[];
  /** Removes the job of a client that disconnected. */
  cancel(id: number, now: Milliseconds): void;
  /** Number of unfinished jobs. */
  readonly inFlight: number;
}
