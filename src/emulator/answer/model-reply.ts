import { conventionOf } from '../../target/delta/convention.ts';
import type { Milliseconds } from '../../time/duration.ts';
import type { CachedInput } from '../prompt/cached-input.ts';
import type { Intervention } from '../prompt/intervention.ts';
import type { ModelRequest } from '../prompt/model-request.ts';

/** A ModelReply is an answer before it is put on a wire. */
export interface ModelReply {
  /** Starts with `emulated-`, so that no recording can be taken for a real one. */
  readonly id: string;
  readonly model: string;
  readonly modelRequest: ModelRequest;
  /** The answer; JSON text where the ask wants structured output. */
  readonly text: string;
  /** Cached ones included. */
  readonly inputTokens: number;
  readonly cached: CachedInput;
  readonly outputTokens: number;
  /** True when the answer ran into the ask's `maxTokens`. */
  readonly truncated: boolean;
  /** Of a guardrail whose message the text is. */
  readonly intervention?: Intervention;
  /** When it was asked, seconds since 1970. */
  readonly created: number;
}

/** What the server says of its own speed, from the request's arrival. */
export interface Timing {
  readonly firstToken: Milliseconds;
  readonly latency: Milliseconds;
}

/** The input tokens that Bedrock counts as such, by the convention of the model's maker. */
export function countedInput({ model, inputTokens, cached }: ModelReply): number {
  const { readInInput, writeInInput } = conventionOf('bedrock', model);
  return inputTokens - (readInInput ? 0 : cached.read) - (writeInInput ? 0 : cached.write);
}
