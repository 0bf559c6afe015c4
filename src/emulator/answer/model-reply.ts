import { conventionOf } from '../../target/delta/convention.ts';
import type { Milliseconds } from '../../time/duration.ts';
import type { CachedInput } from '../prompt/cached-input.ts';
import type { Intervention } from '../prompt/intervention.ts';
import type { ModelRequest } from '../prompt/model-request.ts';

/** An answer before its encoding in a dialect. */
export interface ModelReply {
  /** Starts with `emulated-`, so that a recording cannot be mistaken for a real one. */
  readonly id: string;
  readonly model: string;
  readonly modelRequest: ModelRequest;
  /** The answer; JSON text where the request wants structured output. */
  readonly text: string;
  /** Includes cached tokens. */
  readonly inputTokens: number;
  readonly cached: CachedInput;
  readonly outputTokens: number;
  /** Whether the answer was cut at the request's `maxTokens`. */
  readonly truncated: boolean;
  /** Stop sequence before which the answer ended; absent if none occurred. */
  readonly stopSequence?: string;
  /** The intervention of a guardrail, where the text is its message. */
  readonly intervention?: Intervention;
  /** When the reply was created, seconds since 1970. */
  readonly created: number;
}

/** Times that the server reports, milliseconds from the request's arrival. */
export interface Timing {
  readonly firstToken: Milliseconds;
  readonly latency: Milliseconds;
}

/** Returns the input tokens that Bedrock reports, by the convention of the model's provider. */
export function countedInput({ model, inputTokens, cached }: ModelReply): number {
  const { readInInput, writeInInput } = conventionOf('bedrock', model);
  return inputTokens - (readInInput ? 0 : cached.read) - (writeInInput ? 0 : cached.write);
}

/** Returns the name of the tool that a reply calls; undefined if it is text. */
export function toolName({ modelRequest: { output } }: ModelReply): string | undefined {
  return output?.kind === 'tool' ? output.name : undefined;
}
