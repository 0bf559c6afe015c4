import type { Interval } from '../statistics/interval.ts';
import type { ThresholdTerms } from './threshold.ts';
import type { Verdict } from './verdict.ts';

/** A ThresholdResult is one threshold, evaluated on one target's metrics. */
export interface ThresholdResult extends ThresholdTerms {
  /** As written, selector included: `latency{tenant:acme}`. */
  readonly metric: string;
  /** As written: `p(95)<3000`. */
  readonly expression: string;
  readonly target: string;
  readonly verdict: Verdict;
  /** The aggregate it was decided on, in `unit`; absent when there was no data. */
  readonly observed?: number;
  /** There is a figure, and nobody knows it: a price or a count is missing. */
  readonly unknown?: true;
  /** The observed value is the least that it can be: it falls on a wait that no answer ended. */
  readonly atLeast?: true;
  readonly interval?: Interval;
  /** What it is with every unknown value at its lowest and at its highest; absent where all are known. */
  readonly bounds?: Interval;
  readonly n: number;
  /** One sentence: why this verdict, and for an inconclusive one what would settle it. */
  readonly why: string;
}
