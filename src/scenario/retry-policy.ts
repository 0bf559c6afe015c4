import type { Milliseconds } from '../time/duration.ts';

/** A RetryPolicy says when a failed attempt is tried again; one attempt means never. */
export interface RetryPolicy {
  /** Physical requests per arrival at most, the first included. */
  readonly maxAttempts: number;
  /** The first back-off's upper bound; it doubles each time, and the wait is uniform below it (full jitter). */
  readonly base: Milliseconds;
  /** The longest back-off. A refusal that asks for a longer wait (Retry-After) is taken as final. */
  readonly cap: Milliseconds;
  /** Retries per arrival at most, over the run so far: 0.2 lets one in five be tried again. */
  readonly budget?: number;
}
