import type { TargetSpec } from '../target/target-spec.ts';

/** JudgeSettings say which answers are scored, by what criteria, and by which model. */
export interface JudgeSettings {
  /** The judge is a target like any other. */
  readonly target: TargetSpec;
  readonly criteria: readonly Criterion[];
  /** How many `ok` answers of each target are scored, drawn at random under the seed. */
  readonly sample: number;
  readonly concurrency: number;
}

/** A Criterion is one question about an answer, with a scale of described levels. */
export interface Criterion {
  readonly name: string;
  /** What the judge is asked, as a sentence. */
  readonly question: string;
  /** Levels from worst to best; the score of level i of n is i / (n - 1). */
  readonly levels: readonly string[];
  /** What the judge is shown beside question and answer; an answer that lacks one is not judged on this. */
  readonly needs: readonly ('reference' | 'context')[];
  /** A score at or above this is a pass. */
  readonly pass: number;
  /** The level that an empty answer earns without being shown to the judge, or `judge` to show it; 0 when absent. */
  readonly empty?: number | 'judge';
}
