import type { Outcome } from '../../sample/outcome.ts';
import type { FaultKind } from '../../scenario/emulator/fault-kinds.ts';
import type { Milliseconds } from '../../time/duration.ts';
import type { GroundTruth } from '../answer/ground-truth.ts';

/**
 * What the emulator did for one physical request: the ground truth for a client's measurement.
 * Instants are performance.now() of the emulator's process.
 */
export interface ServedRequest {
  readonly id: string;
  /** Name of the operation; `Ask` for a deployed API. */
  readonly route: string;
  /** Model id, endpoint name or API path. */
  readonly model: string;
  /** The model that answered instead, under the fault `smaller-model`. */
  readonly servedBy?: string;
  readonly arrived: Milliseconds;
  /** When the first token was written; absent when none was. */
  readonly firstToken?: Milliseconds;
  readonly end: Milliseconds;
  /** The arrival in milliseconds since 1970, comparable between processes. */
  readonly epoch: Milliseconds;
  readonly inputTokens: number;
  /** Tokens written. */
  readonly outputTokens: number;
  /** Tokens deducted from a tokens-per-minute quota in the end; absent where no model ran. */
  readonly quotaTokens?: number;
  /** The outcome that a client should record; `interrupted` when the client disconnected. */
  readonly outcome: Outcome;
  /** Largest delay of a token behind its schedule: how far the emulator itself was the limit. */
  readonly lateness?: Milliseconds;
  readonly fault?: FaultKind;
  /** Present where an answer was generated, whether or not it arrived. */
  readonly groundTruth?: GroundTruth;
  /** The SDK's retry header, `attempt=1; max=3`: shows hidden retries. */
  readonly attempt?: string;
}
