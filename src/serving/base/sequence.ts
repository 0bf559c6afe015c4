import type { Milliseconds } from '../../time/duration.ts';
import type { QueuedEvent } from './event-queue.ts';
import type { Job } from './serving.ts';

/** A Sequence is a job inside the engine. */
export interface Sequence extends QueuedEvent {
  readonly id: number;
  readonly input: number;
  readonly output: number;
  readonly cached: number;
  /** When it joins the line. */
  readonly at: Milliseconds;
  generated: number;
  /** Prompt tokens still to prefill before it can decode. */
  unfilled: number;
  /** Cache tokens it holds, 0 while it waits. */
  kv: number;
  /** Its place in the order of admissions; the newest is preempted first. */
  admitted: number;
  gone: boolean;
}

/** The sequence of a job that joins the line at `at`. */
export function createSequence(job: Job, at: Milliseconds): Sequence {
  const { id, inputTokens: input, outputTokens: output } = job;
  // A prompt that is cached whole still has its last token computed, or nothing would come out.
  const cached = Math.max(0, Math.min(job.cachedTokens ?? 0, input - 1));
  const idle = { generated: 0, unfilled: input - cached, kv: 0, admitted: 0, turn: 0, gone: false };
  return { id, input, output, cached, at, ...idle };
}

/** Prefills what the budget allows of a sequence's prompt; returns the tokens spent. */
export function fill(sequence: Sequence, budget: number): number {
  const chunk = Math.max(0, Math.min(sequence.unfilled, budget));
  sequence.unfilled -= chunk;
  return chunk;
}

/** The sequence admitted last; `running` is not empty. */
export function newestOf(running: readonly Sequence[]): Sequence {
  return running.reduce((newest, other) => (other.admitted > newest.admitted ? other : newest));
}
