import type { Message } from '../../dataset/query/query.ts';
import type { CacheMark } from './cached-input.ts';
import type { NamedGuardrail } from './intervention.ts';
import type { Retrieved } from './knowledge-base.ts';

/** A parsed request, independent of its dialect. */
export interface ModelRequest {
  readonly system: string;
  readonly messages: readonly Message[];
  /** Token limit of the answer, which the quota reserves. */
  readonly maxTokens: number;
  /** Whether to stream; absent where the operation decides. */
  readonly stream?: boolean | undefined;
  /** OpenAI's `stream_options.include_usage`. */
  readonly includeUsage?: boolean | undefined;
  /** Structure of the answer: a forced tool, or a response format. */
  readonly output?: { readonly name: string; readonly schema: unknown } | undefined;
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
