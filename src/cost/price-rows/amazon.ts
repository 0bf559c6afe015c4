import type { PriceRow } from '../../scenario/schema/price-row.ts';
import { FLEX_AND_PRIORITY, LITELLM_1_110, MODELS_DEV } from './price-source.ts';

/** Amazon's own models. Writing a Nova cache is free. */
export const AMAZON_PRICES: readonly PriceRow[] = [
  {
    id: 'amazon.nova-micro-v1:0',
    input: 0.035,
    output: 0.14,
    cacheRead: 0.00875,
    cacheWrite: 0,
    ...LITELLM_1_110,
  },
  {
    id: 'amazon.nova-lite-v1:0',
    input: 0.06,
    output: 0.24,
    cacheRead: 0.015,
    cacheWrite: 0,
    ...LITELLM_1_110,
  },
  {
    id: 'amazon.nova-pro-v1:0',
    input: 0.8,
    output: 3.2,
    cacheRead: 0.2,
    cacheWrite: 0,
    tiers: FLEX_AND_PRIORITY,
    ...LITELLM_1_110,
  },
  {
    id: 'amazon.nova-premier-v1:0',
    input: 2.5,
    output: 12.5,
    cacheRead: 0.625,
    cacheWrite: 0,
    tiers: { priority: 1.75 },
    ...LITELLM_1_110,
  },
  // Nova 2 costs less through its global profile than in a region.
  {
    id: 'amazon.nova-2-lite-v1:0',
    input: 0.33,
    output: 2.75,
    cacheRead: 0.0825,
    tiers: FLEX_AND_PRIORITY,
    ...MODELS_DEV,
  },
  {
    id: 'global.amazon.nova-2-lite-v1:0',
    input: 0.3,
    output: 2.5,
    cacheRead: 0.075,
    tiers: { priority: 1.75 },
    ...LITELLM_1_110,
  },
  { id: 'amazon.titan-text-lite-v1', input: 0.15, output: 0.2, ...LITELLM_1_110 },
  { id: 'amazon.titan-text-express-v1', input: 0.2, output: 0.6, ...LITELLM_1_110 },
  { id: 'amazon.titan-text-premier-v1:0', input: 0.5, output: 1.5, ...LITELLM_1_110 },
];
