import type { Milliseconds } from '../time/duration.ts';

/** A ThresholdSpec is one line of k6's `thresholds`, not yet parsed. */
export interface ThresholdSpec {
  /** The metric with its selector as written: `latency{target:haiku}`. */
  readonly metric: string;
  /** The assertion as written: `p(95)<3000`. */
  readonly expression: string;
  readonly abortOnFail: boolean;
  /** How much of the run must have passed before it may be aborted. */
  readonly delayAbortEval: Milliseconds;
}
