import type { Query } from '../dataset/query/query.ts';
import type { PriceRow, TokenPrices } from '../scenario/schema/price-row.ts';
import type { Pricing } from './pricing.ts';

/** Maximum cost of one request, US dollars. */
export interface MaximumCost {
  /** The request with all that a route may send to its parts. */
  readonly once: number;
  /** Additional cost where a request was lost and is sent again. */
  readonly again: number;
  /** Cost where the service refused it before a model worked on it. */
  readonly refused: number;
}

/** Returns the maximum cost of a query; infinite where its price is unknown. */
export function maximumCost(query: Query, pricing: Pricing): MaximumCost {
  return maximumOf(query, pricing, mostInputTokens(query));
}

/**
 * Tokens that a chat template adds per message and per request, and per tool; a forced tool adds
 * some 500 (Anthropic, "Tool use", 2026).
 */
const PER_MESSAGE = 16;
const PER_REQUEST = 32;
const PER_TOOL = 600;
/**
 * Maximum tokens of one image (Qwen2-VL, `max_pixels`: 16,384); a document has no known maximum.
 */
const PER_IMAGE = 16_384;

/**
 * Returns the maximum input tokens of a query: today's tokenizers work on bytes, so a text never
 * has more tokens than UTF-8 bytes.
 */
export function mostInputTokens(query: Query): number {
  const { system = '', messages, output, tools } = query;
  let tokens = PER_REQUEST + Buffer.byteLength(system);
  for (const { text, media = [] } of messages) {
    tokens += PER_MESSAGE + Buffer.byteLength(text);
    for (const { kind } of media) tokens += kind === 'image' ? PER_IMAGE : Number.POSITIVE_INFINITY;
  }
  if (tools !== undefined) tokens += PER_TOOL * tools.length + bytesOf(tools);
  return output === undefined ? tokens : tokens + PER_TOOL + bytesOf(output);
}

function maximumOf(query: Query, pricing: Pricing, input: number): MaximumCost {
  const { parts, perRequest } = pricing;
  if (parts === undefined) {
    const once = perRequest + tokensAtMost(query, pricing, input);
    return { once, again: once, refused: perRequest };
  }
  const all = Object.values(parts).map((part) => maximumOf(query, part, input));
  const mostExpensive = Math.max(...all.map(({ once }) => once));
  const sum = all.reduce((dollars, { once }) => dollars + once, 0);
  const partsCost = { all: sum, one: mostExpensive, twice: 2 * mostExpensive }[
    pricing.asks ?? 'all'
  ];
  const once = perRequest + partsCost;
  // A refusal by one part says nothing about the others.
  return { once, again: Math.max(...all.map(({ again }) => again)), refused: once };
}

/**
 * Usual price factor of prompts beyond a row's range (Anthropic and Google, prices of long context,
 * 2026).
 */
const LONG_PROMPT_FACTOR = 2;
/** Usual price factor of cache writes for an hour (Anthropic, "Prompt caching", 2026). */
const HOUR_WRITE_FACTOR = 2;

function tokensAtMost(query: Query, pricing: Pricing, known: number): number {
  const { tokens: row, hourCache = false, unseenInput = 0, rowInput = false } = pricing;
  if (row === 'free') return 0;
  if (row === 'unknown') return Number.POSITIVE_INFINITY;
  const columns = rowInput ? bytesOf([query.row, query.context]) : 0;
  const input = known + unseenInput + columns;
  const { outputLimit = query.maxTokens, choices = 1 } = pricing;
  if (outputLimit === 'none') return Number.POSITIVE_INFINITY;
  const output = outputLimit * choices;
  const within = dollarsAtMost(input, output, row, hourCache);
  if (input <= (row.upToInputTokens ?? Number.POSITIVE_INFINITY)) return within;
  return Math.max(
    within,
    row.beyond === undefined
      ? LONG_PROMPT_FACTOR * within
      : dollarsAtMost(input, output, row.beyond, hourCache),
  );
}

function dollarsAtMost(
  input: number,
  output: number,
  prices: TokenPrices | PriceRow,
  hourCache: boolean,
): number {
  const mostExpensive = Math.max(
    prices.input,
    prices.cacheRead ?? 0,
    prices.cacheWrite ?? 0,
    hourCache ? (prices.cacheWrite1h ?? HOUR_WRITE_FACTOR * prices.input) : 0,
  );
  return (input * mostExpensive + output * prices.output) / 1e6;
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? '');
}
