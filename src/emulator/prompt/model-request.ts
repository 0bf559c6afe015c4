import type { Message } from '../../dataset/query/query.ts';
import type { CacheMark } from './cached-input.ts';
import type { NamedGuardrail } from './intervention.ts';
import type { Retrieved } from './knowledge-base.ts';

/** A ModelRequest is what a request wants, whatever the wire it came on. */
export interface ModelRequest {
  readonly system: string;
  readonly messages: readonly Message[];
  /** The most tokens the answer may have, and what the quota reserves. */
  readonly maxTokens: number;
  /** Where the body decides whether to stream; absent where the operation does. */
  readonly stream?: boolean | undefined;
  /** OpenAI's `stream_options.include_usage`. */
  readonly includeUsage?: boolean | undefined;
  /** JSON the answer must be: a forced tool, or a response format. */
  readonly output?: { readonly name: string; readonly schema: unknown } | undefined;
  readonly tenant?: string | undefined;
  /** How it asks to be served, which the response repeats. */
  readonly served?: Readonly<Record<string, unknown>> | undefined;
  readonly guardrail?: NamedGuardrail | undefined;
  /** Up to where the prompt is to be kept in Bedrock's prompt cache. */
  readonly cacheMarks?: readonly CacheMark[];
  /** What a knowledge base found for it. */
  readonly found?: readonly Retrieved[] | undefined;
  /** Whether an agent is to tell its steps. */
  readonly traced?: boolean | undefined;
}

/** What is reserved when a request sets no limit: about the longest answer current models give. */
export const UNLIMITED_TOKENS = 64_000;
