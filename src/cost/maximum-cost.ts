import type { Query } from '../dataset/query/query.ts';
import type { PriceRow, TokenPrices } from '../scenario/schema/price-row.ts';
import type { Pricing } from './pricing.ts';

/** A MaximumCost is the most that one request may cost, US dollars. */
export interface MaximumCost {
  /** The request, all that a route may ask of its parts included. */
  readonly once: number;
  /** What it may cost beside, where a request of it was lost and goes out again. */
  readonly again: number;
  /** Where the service turned it away before any model worked on it. */
  readonly refused: number;
}

/** The most that a query may cost under a pricing; infinite where its price is unknown. */
export function maximumCost(query: Query, pricing: Pricing): MaximumCost {
  return maximumOf(query, pricing, mostInputTokens(query));
}

/** What a chat template adds to a message, and to all of them; a tool that must be called adds some 500 (Anthropic, "Tool use", 2026). */
const PER_MESSAGE = 16;
const PER_REQUEST = 32;
const PER_TOOL = 600;
/** The most that a model makes of one image (Qwen2-VL, `max_pixels`: 16,384); what a document comes to nobody can tell. */
const PER_IMAGE = 16_384;

/**
 * The most tokens a query may come to on the way in: a tokenizer that works on bytes, as those of
 * today do, makes no more tokens of a text than it has bytes of UTF-8.
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
  const asked = { all: sum, one: mostExpensive, twice: 2 * mostExpensive }[pricing.asks ?? 'all'];
  const once = perRequest + asked;
  // A part that was turned away tells nothing of the others.
  return { once, again: Math.max(...all.map(({ again }) => again)), refused: once };
}

/** A prompt beyond the range of its price usually costs twice as much (Anthropic and Google, prices of long context, 2026). */
const BEYOND = 2;
/** What is written to be kept for an hour usually costs twice the input (Anthropic, "Prompt caching", 2026). */
const HOUR = 2;

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
      ? BEYOND * within
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
    hourCache ? (prices.cacheWrite1h ?? HOUR * prices.input) : 0,
  );
  return (input * mostExpensive + output * prices.output) / 1e6;
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? '');
}
