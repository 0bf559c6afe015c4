import type { Milliseconds } from '../../time/duration.ts';
import type { QueuedEvent } from './event-queue.ts';
import type { Job } from './serving.ts';

/** A job inside the engine. */
export interface Sequence extends QueuedEvent {
  readonly id: number;
  readonly input: number;
  readonly output: number;
  readonly cached: number;
  /** Time at which it joins the queue. */
  readonly at: Milliseconds;
  generated: number;
  /** Prompt tokens left to prefill. */
  unfilled: number;
  /** Cache tokens it holds; 0 while queued. */
  kv: number;
  /** Admission number; the newest is preempted first. */
  admitted: number;
  cancelled: boolean;
}

/** Creates the sequence of a job that joins the queue at `at`. */
export function createSequence(job: Job, at: Milliseconds): Sequence {
  const { id, inputTokens: input, outputTokens: output } = job;
  // The last token of a fully cached prompt is still computed, or there would be no output.
  const cached = Math.max(0, Math.min(job.cachedTokens ?? 0, input - 1));
  const idle = {
    generated: 0,
    unfilled: input - cached,
    kv: 0,
    admitted: 0,
    turn: 0,
    cancelled: false,
  };
  return { id, input, output, cached, at, ...idle };
}

/** Prefills as much of a sequence's prompt as the budget allows; returns the tokens spent. */
export function fill(sequence: Sequence, budget: number): number {
  const chunk = Math.max(0, Math.min(sequence.unfilled, budget));
  sequence.unfilled -= chunk;
  return chunk;
}

/** Returns the sequence admitted last; `running` must not be empty. */
export function newestOf(running: readonly Sequence[]): Sequence {
  return running.reduce((newest, other) => (other.admitted > newest.admitted ? other : newest));
}
