import type { Milliseconds } from '../scenario/duration.ts';
import type { Ask } from './ask.ts';

/** A Reply is an answer before it is put on a wire. */
export interface Reply {
  /** Starts with `emulated-`, so that no recording can be taken for a real one. */
  readonly id: string;
  readonly model: string;
  readonly ask: Ask;
  /** The answer; JSON text where the ask wants structured output. */
  readonly text: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** True when the answer ran into the ask's `maxTokens`. */
  readonly truncated: boolean;
  /** When it was asked, seconds since 1970. */
  readonly created: number;
}

/** What the server says of its own speed, from the request's arrival. */
export interface Timing {
  readonly firstToken: Milliseconds;
  readonly latency: Milliseconds;
}
