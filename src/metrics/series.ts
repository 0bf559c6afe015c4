import type { Milliseconds } from '../time/duration.ts';

/** A Bucket is one slice of a run's time; arrivals belong to the slice of their due time. */
export interface Bucket {
  /** From the run's start. */
  readonly start: Milliseconds;
  readonly length: Milliseconds;
  readonly ok: number;
  readonly throttled: number;
  /** Every other outcome. */
  readonly failed: number;
  /** Of the `ok` ones; absent when there was none. */
  readonly p50?: Milliseconds;
  readonly p95?: Milliseconds;
}
