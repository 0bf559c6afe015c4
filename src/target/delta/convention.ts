import { type Maker, makerOf } from './maker.ts';

/** A Wire is the API whose usage object is read. */
export type Wire = 'bedrock' | 'chat' | 'gemini' | 'messages' | 'responses';

/** A Convention is what a service's input and output counts hold, and how its total is made. */
export interface Convention {
  /** The input count holds the tokens read from a prompt cache. */
  readonly readInInput: boolean;
  /** The input count holds the tokens written to a prompt cache. */
  readonly writeInInput: boolean;
  /** The output count holds reasoning tokens. */
  readonly reasoningInOutput: boolean;
  /** The total may count cached tokens a second time, so that it does not tell what the input holds. */
  readonly totalRepeatsCache?: true;
  /** What the total has beyond input and output is reasoning that no other count tells. */
  readonly restIsReasoning?: true;
}

/** Gross: input holds cached tokens, output holds reasoning (OpenAI). */
const GROSS: Convention = { readInInput: true, writeInInput: true, reasoningInOutput: true };

/** Net: input leaves cached tokens out, output holds reasoning (Anthropic, Amazon). */
const NET: Convention = { readInInput: false, writeInInput: false, reasoningInOutput: true };

type Table = { readonly usual: Convention } & { readonly [maker in Maker]?: Convention };

/** xAI's, and Gemini's in OpenAI's words: gross, with reasoning beside the output. */
const BESIDE: Convention = { ...GROSS, reasoningInOutput: false };

/**
 * Who counts how. Makers that are not named on a wire count as is usual there.
 *
 * - xAI: "reasoning token consumption will be counted separately from completion_tokens, but will be
 *   counted in the total_tokens" (xAI documentation, "Consumption and Rate Limits").
 * - Gemini: `candidatesTokenCount` leaves thoughts out, the total has them; its OpenAI endpoint, and
 *   gateways that translate it, leave them out of `completion_tokens` and may tell them nowhere else.
 * - Claude behind a gateway: LiteLLM's and OpenRouter's `prompt_tokens` hold cache reads and writes.
 * - Converse: `inputTokens` leave cached tokens out (Bedrock user guide, "Prompt caching"), but those
 *   of OpenAI models hold reads and writes, and `totalTokens` adds both again (earendil-works/pi#8752).
 */
const TABLES: Readonly<Record<Wire, Table>> = {
  chat: {
    usual: GROSS,
    openai: GROSS,
    anthropic: GROSS,
    deepseek: GROSS,
    alibaba: GROSS,
    xai: BESIDE,
    google: { ...BESIDE, restIsReasoning: true },
  },
  responses: { usual: GROSS, google: { ...BESIDE, restIsReasoning: true } },
  gemini: { usual: { ...BESIDE, restIsReasoning: true } },
  messages: { usual: NET },
  bedrock: {
    usual: NET,
    anthropic: NET,
    amazon: NET,
    openai: { ...GROSS, totalRepeatsCache: true },
  },
};

/** The convention of a wire, for the first of the model's names that tells its maker. */
export function conventionOf(wire: Wire, ...models: readonly (string | undefined)[]): Convention {
  const table = TABLES[wire];
  for (const model of models) {
    const maker = model === undefined ? undefined : makerOf(model);
    if (maker !== undefined) return table[maker] ?? table.usual;
  }
  return table.usual;
}
