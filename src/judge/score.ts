/**
 * A Score is one criterion's result for one answer.
 *
 * A failed judge is never a bad answer: `judge_error` and `not_judged` carry no value and enter no
 * mean; their share is reported and bounded beside it. An empty answer is scored without a judge.
 */
export type Score = ScoreKey &
  (
    | {
        readonly outcome: 'scored';
        /** 0 to 1, from the criterion's level. */
        readonly value: number;
        readonly pass: boolean;
        readonly reason: string;
        /** The answer is empty, and the criterion says what that earns: the judge was not asked. */
        readonly empty?: true;
      }
    | { readonly outcome: 'judge_error'; readonly error: string }
    | {
        readonly outcome: 'not_judged';
        readonly why: string;
        /** The judge was asked, and the run stopped before it answered: its call may be billed. */
        readonly asked?: true;
      }
  );

export interface ScoreKey {
  /** The load and index of the sample that was scored, and the target that answered. */
  readonly scenario: string;
  readonly index: number;
  readonly target: string;
  readonly queryId: string;
  readonly tenant?: string;
  readonly criterion: string;
  /** US dollars this judgement cost; absent when unknown. One call scores all criteria and splits its cost. */
  readonly costUsd?: number;
}
