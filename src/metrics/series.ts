import type { Milliseconds } from '../time/duration.ts';

/** One slice of a run; arrivals belong to the slice of their due time. */
export interface Bucket {
  /** Milliseconds from the run's start. */
  readonly start: Milliseconds;
  readonly length: Milliseconds;
  readonly ok: number;
  readonly throttled: number;
  /** All other outcomes. */
  readonly failed: number;
  /** Median latency of `ok` answers; absent without any. */
  readonly p50?: Milliseconds;
  readonly p95?: Milliseconds;
}
