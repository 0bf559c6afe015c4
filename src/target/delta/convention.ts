import { type Maker, makerOf } from './maker.ts';

/** The API whose usage object is read. */
export type Wire = 'bedrock' | 'chat' | 'gemini' | 'messages' | 'responses';

/** What a service's input and output counts contain, and how its total is made. */
export interface Convention {
  /** The input count includes tokens read from a prompt cache. */
  readonly readInInput: boolean;
  /** The input count includes tokens written to a prompt cache. */
  readonly writeInInput: boolean;
  /** The output count includes reasoning tokens. */
  readonly reasoningInOutput: boolean;
  /** The total may count cached tokens twice, so it does not show what the input includes. */
  readonly totalRepeatsCache?: true;
  /** The excess of the total over input and output is reasoning that no other count reports. */
  readonly restIsReasoning?: true;
}

/** Gross: input includes cached tokens, output includes reasoning (OpenAI). */
const GROSS: Convention = { readInInput: true, writeInInput: true, reasoningInOutput: true };

/** Net: input excludes cached tokens, output includes reasoning (Anthropic, Amazon). */
const NET: Convention = { readInInput: false, writeInInput: false, reasoningInOutput: true };

type Table = { readonly default: Convention } & { readonly [maker in Maker]?: Convention };

/** Of xAI, and of Gemini behind an OpenAI API: gross, with reasoning beside the output. */
const REASONING_BESIDE: Convention = { ...GROSS, reasoningInOutput: false };

/**
 * The counting conventions by wire and maker; a maker without an entry uses the wire's default.
 *
 * - xAI: "reasoning token consumption will be counted separately from completion_tokens, but will
 *   be counted in the total_tokens" (xAI documentation, "Consumption and Rate Limits").
 * - Gemini: `candidatesTokenCount` excludes thoughts, the total includes them; its OpenAI endpoint,
 *   and gateways that translate it, exclude them from `completion_tokens` and may report them
 *   nowhere else.
 * - Claude behind a gateway: LiteLLM's and OpenRouter's `prompt_tokens` include cache reads and
 *   writes.
 * - Converse: `inputTokens` excludes cached tokens (Bedrock user guide, "Prompt caching"), but for
 *   OpenAI models it includes reads and writes, and `totalTokens` adds both again
 *   (earendil-works/pi#8752).
 */
const TABLES: Readonly<Record<Wire, Table>> = {
  chat: {
    default: GROSS,
    openai: GROSS,
    anthropic: GROSS,
    deepseek: GROSS,
    alibaba: GROSS,
    xai: REASONING_BESIDE,
    google: { ...REASONING_BESIDE, restIsReasoning: true },
  },
  responses: { default: GROSS, google: { ...REASONING_BESIDE, restIsReasoning: true } },
  gemini: { default: { ...REASONING_BESIDE, restIsReasoning: true } },
  messages: { default: NET },
  bedrock: {
    default: NET,
    anthropic: NET,
    amazon: NET,
    openai: { ...GROSS, totalRepeatsCache: true },
  },
};

/**
 * Returns the convention of a wire, for the first of the model's names that identifies its maker.
 */
export function conventionOf(wire: Wire, ...models: readonly (string | undefined)[]): Convention {
  const table = TABLES[wire];
  for (const model of models) {
    const maker = model === undefined ? undefined : makerOf(model);
    if (maker !== undefined) return table[maker] ?? table.default;
  }
  return table.default;
}
