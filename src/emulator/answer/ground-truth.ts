import type { ErrorRates } from './error-rates.ts';

/**
 * A GroundTruth is what is really the matter with an answer. Only its maker knows: a judge can be scored
 * against it. It speaks of the passages as the answerer understood them, not of the world.
 */
export interface GroundTruth {
  /** What went wrong, in no order; empty for an answer as good as a stand-in gives. */
  readonly injectedErrors: readonly InjectedError[];
  /** It said that the passages do not hold the answer. */
  readonly refused: boolean;
}

/**
 * A way to err: those of an ErrorRates; `leak`, a sentence of another tenant's; `truncated`, half of the
 * passages went unread; `cut`, the token limit came before the end.
 */
export type InjectedError = keyof ErrorRates | 'leak' | 'truncated' | 'cut';
