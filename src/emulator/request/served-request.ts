import type { Outcome } from '../../sample/outcome.ts';
import type { FaultKind } from '../../scenario/emulator/emulator-settings.ts';
import type { Milliseconds } from '../../time/duration.ts';
import type { GroundTruth } from '../answer/ground-truth.ts';

/**
 * A ServedRequest is what the emulator did for one physical request: the truth that a client's
 * measurement can be held against. Instants are performance.now() of the emulator's process.
 */
export interface ServedRequest {
  readonly id: string;
  /** The operation; the path where it has none. */
  readonly route: string;
  /** Model id, endpoint name or API path. */
  readonly model: string;
  /** What answered instead, where the fault `smaller-model` struck. */
  readonly servedBy?: string;
  readonly arrived: Milliseconds;
  /** When the first token was written; absent when none was. */
  readonly firstToken?: Milliseconds;
  readonly end: Milliseconds;
  /** The arrival in milliseconds since 1970, to compare processes by. */
  readonly epoch: Milliseconds;
  readonly inputTokens: number;
  /** Tokens that were really written. */
  readonly outputTokens: number;
  /** What it took out of a tokens-per-minute quota in the end; absent where no model was asked. */
  readonly quotaTokens?: number;
  /** As a client should see it; `interrupted` when the client went away. */
  readonly outcome: Outcome;
  /** The most that a token was written later than it was due: how far the emulator was the limit. */
  readonly lateness?: Milliseconds;
  readonly fault?: FaultKind;
  /** Of an answer that was made, whether or not it arrived. */
  readonly groundTruth?: GroundTruth;
  /** The SDK's own count, `attempt=1; max=3`: proves whether there were hidden retries. */
  readonly attempt?: string;
}
