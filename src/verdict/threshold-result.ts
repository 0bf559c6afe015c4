import type { Interval } from '../statistics/interval.ts';
import type { ThresholdTerms } from './threshold.ts';
import type { Verdict } from './verdict.ts';

/** Result of one threshold on one target. */
export interface ThresholdResult extends ThresholdTerms {
  /** As written, with its selector: `latency{tenant:acme}`. */
  readonly metric: string;
  /** As written: `p(95)<3000`. */
  readonly expression: string;
  readonly target: string;
  readonly verdict: Verdict;
  /** Value of the aggregate, in `unit`; absent without data. */
  readonly observed?: number;
  /** The value exists but is unknown: a price or a count is missing. */
  readonly unknown?: true;
  /** The observed value is a lower bound: it is the wait of an unanswered request. */
  readonly atLeast?: true;
  readonly interval?: Interval;
  /**
   * Value with all unknown values at their lowest and at their highest; absent if all are known.
   */
  readonly bounds?: Interval;
  readonly n: number;
  /** Why this verdict, and for an inconclusive one what would decide it; one sentence. */
  readonly why: string;
}
