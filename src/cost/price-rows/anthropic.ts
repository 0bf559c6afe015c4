import type { PriceRow } from '../../scenario/price-row.ts';
import { LITELLM, MODELS_DEV, PRICE_LIST } from '../price-source.ts';

const SONNET = { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 };
const OPUS_4 = { input: 15, output: 75, cacheRead: 1.5, cacheWrite: 18.75 };
const OPUS = { input: 5, output: 25, cacheRead: 0.5, cacheWrite: 6.25 };

/** Anthropic's models. Cache writes are those kept 5 minutes; an hour costs 2x the input price. */
export const ANTHROPIC: readonly PriceRow[] = [
  { id: 'anthropic.claude-instant-v1', input: 0.8, output: 2.4, ...LITELLM },
  { id: 'anthropic.claude-v2', input: 8, output: 24, ...LITELLM },
  { id: 'anthropic.claude-v2:1', input: 8, output: 24, ...LITELLM },
  { id: 'anthropic.claude-3-haiku-20240307-v1:0', input: 0.25, output: 1.25, ...LITELLM },
  { id: 'anthropic.claude-3-sonnet-20240229-v1:0', input: 3, output: 15, ...LITELLM },
  { id: 'anthropic.claude-3-opus-20240229-v1:0', input: 15, output: 75, ...LITELLM },
  { id: 'anthropic.claude-3-5-sonnet-20240620-v1:0', input: 3, output: 15, ...LITELLM },
  { id: 'anthropic.claude-3-5-sonnet-20241022-v2:0', ...SONNET, ...LITELLM },
  {
    id: 'anthropic.claude-3-5-haiku-20241022-v1:0',
    input: 0.8,
    output: 4,
    cacheRead: 0.08,
    cacheWrite: 1,
    ...LITELLM,
  },
  { id: 'anthropic.claude-3-7-sonnet-20250219-v1:0', ...SONNET, ...LITELLM },
  { id: 'anthropic.claude-sonnet-4-20250514-v1:0', ...SONNET, ...LITELLM },
  { id: 'anthropic.claude-sonnet-4-5-20250929-v1:0', ...SONNET, ...MODELS_DEV },
  { id: 'anthropic.claude-sonnet-4-6', ...SONNET, ...MODELS_DEV },
  {
    id: 'anthropic.claude-sonnet-5',
    input: 2,
    output: 10,
    cacheRead: 0.2,
    cacheWrite: 2.5,
    ...MODELS_DEV,
  },
  {
    id: 'anthropic.claude-haiku-4-5-20251001-v1:0',
    input: 1,
    output: 5,
    cacheRead: 0.1,
    cacheWrite: 1.25,
    ...MODELS_DEV,
  },
  { id: 'anthropic.claude-opus-4-20250514-v1:0', ...OPUS_4, ...LITELLM },
  { id: 'anthropic.claude-opus-4-1-20250805-v1:0', ...OPUS_4, ...MODELS_DEV },
  { id: 'anthropic.claude-opus-4-5-20251101-v1:0', ...OPUS, ...MODELS_DEV },
  { id: 'anthropic.claude-opus-4-6-v1', ...OPUS, ...MODELS_DEV },
  { id: 'anthropic.claude-opus-4-7', ...OPUS, ...MODELS_DEV },
  { id: 'anthropic.claude-opus-4-8', ...OPUS, ...MODELS_DEV },
  { id: 'anthropic.claude-opus-5', ...OPUS, ...PRICE_LIST },
  { id: 'anthropic.claude-opus-5-5', input: 4, output: 20, ...PRICE_LIST },
  {
    id: 'anthropic.claude-fable-5',
    input: 10,
    output: 50,
    cacheRead: 1,
    cacheWrite: 12.5,
    ...MODELS_DEV,
  },
];
