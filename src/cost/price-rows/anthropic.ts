import type { PriceRow, TokenPrices } from '../../scenario/schema/price-row.ts';
import { LITELLM, LITELLM_1_110 } from './price-source.ts';

const SONNET = cached(3, 15);
const OPUS_4 = cached(15, 75);
const OPUS = cached(5, 25);

/**
 * Prices of prompts above 200,000 tokens: twice the input, and half as much again for the output.
 */
const LONG_SONNET = { upToInputTokens: 200_000, beyond: cached(6, 22.5) };

/** Anthropic's models. */
export const ANTHROPIC_PRICES: readonly PriceRow[] = [
  { id: 'anthropic.claude-instant-v1', input: 0.8, output: 2.4, ...LITELLM_1_110 },
  { id: 'anthropic.claude-v2', input: 8, output: 24, ...LITELLM },
  { id: 'anthropic.claude-v2:1', input: 8, output: 24, ...LITELLM_1_110 },
  { id: 'anthropic.claude-3-haiku-20240307-v1:0', input: 0.25, output: 1.25, ...LITELLM },
  { id: 'anthropic.claude-3-sonnet-20240229-v1:0', input: 3, output: 15, ...LITELLM },
  { id: 'anthropic.claude-3-opus-20240229-v1:0', input: 15, output: 75, ...LITELLM_1_110 },
  { id: 'anthropic.claude-3-5-sonnet-20240620-v1:0', input: 3, output: 15, ...LITELLM_1_110 },
  { id: 'anthropic.claude-3-5-sonnet-20241022-v2:0', ...SONNET, ...LITELLM_1_110 },
  {
    id: 'anthropic.claude-3-5-haiku-20241022-v1:0',
    ...cached(0.8, 4),
    ...LITELLM_1_110,
  },
  { id: 'anthropic.claude-3-7-sonnet-20250219-v1:0', ...SONNET, ...LITELLM_1_110 },
  { id: 'anthropic.claude-sonnet-4-20250514-v1:0', ...SONNET, ...LONG_SONNET, ...LITELLM_1_110 },
  { id: 'anthropic.claude-sonnet-4-5-20250929-v1:0', ...SONNET, ...LONG_SONNET, ...LITELLM_1_110 },
  { id: 'anthropic.claude-sonnet-4-6', ...SONNET, ...LITELLM_1_110 },
  {
    id: 'anthropic.claude-sonnet-5',
    ...cached(2, 10),
    ...LITELLM_1_110,
  },
  {
    id: 'anthropic.claude-haiku-4-5-20251001-v1:0',
    ...cached(1, 5),
    ...LITELLM_1_110,
  },
  { id: 'anthropic.claude-opus-4-20250514-v1:0', ...OPUS_4, ...LITELLM_1_110 },
  { id: 'anthropic.claude-opus-4-1-20250805-v1:0', ...OPUS_4, ...LITELLM_1_110 },
  { id: 'anthropic.claude-opus-4-5-20251101-v1:0', ...OPUS, ...LITELLM_1_110 },
  { id: 'anthropic.claude-opus-4-6-v1', ...OPUS, ...LITELLM_1_110 },
  { id: 'anthropic.claude-opus-4-7', ...OPUS, ...LITELLM_1_110 },
  { id: 'anthropic.claude-opus-4-8', ...OPUS, ...LITELLM_1_110 },
  { id: 'anthropic.claude-opus-5', ...OPUS, ...LITELLM_1_110 },
  { id: 'anthropic.claude-opus-5-5', ...cached(4, 20), cacheRead: 0.2, ...LITELLM_1_110 },
  {
    id: 'anthropic.claude-fable-5',
    ...cached(10, 50),
    ...LITELLM_1_110,
  },
  { id: 'anthropic.claude-sonnet-5-5', ...cached(2, 10), cacheRead: 0.1, ...LITELLM_1_110 },
  {
    id: 'anthropic.claude-haiku-5-5',
    ...cached(0.1, 0.5),
    upToInputTokens: 100_000,
    beyond: cached(0.5, 2.5),
    ...LITELLM_1_110,
  },
];

/**
 * Cache prices: a tenth of the input to read, 1.25 times it to write for 5 minutes, twice for an
 * hour.
 */
function cached(input: number, output: number): TokenPrices {
  return {
    input,
    output,
    cacheRead: rounded(input * 0.1),
    cacheWrite: rounded(input * 1.25),
    cacheWrite1h: rounded(input * 2),
  };
}

/** Rounds to list precision, because products of binary fractions are inexact. */
function rounded(price: number): number {
  return Number(price.toFixed(6));
}
