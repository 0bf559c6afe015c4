import type { ErrorRates } from './error-rates.ts';

/**
 * The known errors of an emulated answer, against which a judge can be scored. Relates to the
 * passages as the emulator parsed them, not to facts.
 */
export interface GroundTruth {
  /** Unordered; empty for an answer without an injected error. */
  readonly injectedErrors: readonly InjectedError[];
  /** Whether the answer says that the passages lack the answer, or a guardrail replaced it. */
  readonly refused: boolean;
}

/**
 * A kind of error: those of ErrorRates; `leak`, a sentence of another tenant; `truncated`, half of
 * the passages ignored; `cut`, the answer cut at the token limit.
 */
export type InjectedError = keyof ErrorRates | 'leak' | 'truncated' | 'cut';
