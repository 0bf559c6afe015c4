/**
 * Result of one criterion for one answer.
 *
 * A judge failure is never a bad answer: `judge_error` and `not_judged` have no value and are
 * excluded from means; their share is reported and bounded separately. An empty answer is scored
 * without a judge.
 */
export type Score = ScoreKey &
  (
    | {
        readonly outcome: 'scored';
        /** Value from 0 to 1, by the criterion's level. */
        readonly value: number;
        readonly pass: boolean;
        readonly reason: string;
        /** The answer is empty and was scored by the criterion's rule, without the judge. */
        readonly empty?: true;
      }
    | { readonly outcome: 'judge_error'; readonly error: string }
    | {
        readonly outcome: 'not_judged';
        readonly why: string;
        /** The run stopped during the judge call, which may be billed. */
        readonly asked?: true;
      }
  );

export interface ScoreKey {
  /** Load and index of the scored sample, and the target that answered. */
  readonly scenario: string;
  readonly index: number;
  readonly target: string;
  readonly queryId: string;
  readonly tenant?: string;
  readonly criterion: string;
  /**
   * Cost of this judgement, US dollars; absent when unknown. One call scores all criteria and
   * splits its cost.
   */
  readonly costUsd?: number;
}
