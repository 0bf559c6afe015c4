import type { Message } from '../../dataset/query/query.ts';
import type { CacheMark } from './cached-input.ts';
import type { NamedGuardrail } from './intervention.ts';
import type { Retrieved } from './knowledge-base.ts';

/** A parsed request, independent of its dialect. */
export interface ModelRequest {
  readonly system: string;
  readonly messages: readonly PromptMessage[];
  /** Token limit of the answer, which the quota reserves. */
  readonly maxTokens: number;
  /** Whether to stream; absent where the operation decides. */
  readonly stream?: boolean | undefined;
  /** OpenAI's `stream_options.include_usage`. */
  readonly includeUsage?: boolean | undefined;
  /** Structure of the answer, if it is not text. */
  readonly output?: RequestedOutput | undefined;
  /** Texts at which the answer stops, without them. */
  readonly stopSequences?: readonly string[] | undefined;
  /** Form of an embedding. */
  readonly embedding?: EmbeddingForm | undefined;
  readonly tenant?: string | undefined;
  /** Service tier and performance settings, which the response repeats. */
  readonly servingOptions?: Readonly<Record<string, unknown>> | undefined;
  readonly guardrail?: NamedGuardrail | undefined;
  /** Cache points for Bedrock's prompt cache. */
  readonly cacheMarks?: readonly CacheMark[];
  /** Passages that a knowledge base retrieved for it. */
  readonly retrieved?: readonly Retrieved[] | undefined;
  /** Whether an agent's response includes its trace. */
  readonly traced?: boolean | undefined;
}

/** Token limit of a request without one: about the longest answer of current models. */
export const UNLIMITED_TOKENS = 64_000;

export interface PromptMessage extends Message {
  /** Whether it returns the result of a tool. */
  readonly toolResult?: boolean;
}

/** The call of a tool, or a text in a JSON format. */
export interface RequestedOutput {
  readonly kind: 'tool' | 'format';
  readonly name: string;
  /** JSON Schema of the tool's input or of the text. */
  readonly schema: unknown;
}

/** Form in which an embedding is requested. */
export interface EmbeddingForm {
  /** Length of the vector; absent for the model's default. */
  readonly dimensions?: number | undefined;
  /** Number formats; absent for floats alone. */
  readonly types?: readonly EmbeddingType[] | undefined;
}

export type EmbeddingType = 'float' | 'int8' | 'uint8' | 'base64';
