import type { PriceRow } from '../../scenario/price-row.ts';
import { FLEX_AND_PRIORITY, LITELLM, LITELLM_1_110 } from '../price-source.ts';

/** Models of the other providers. Mistral Large 24.02 is left out: its sources differ by a factor of two. */
export const OTHER_PROVIDERS: readonly PriceRow[] = [
  { id: 'ai21.jamba-1-5-large-v1:0', input: 2, output: 8, ...LITELLM_1_110 },
  { id: 'ai21.jamba-1-5-mini-v1:0', input: 0.2, output: 0.4, ...LITELLM_1_110 },
  { id: 'cohere.command-text-v14', input: 1.5, output: 2, ...LITELLM },
  { id: 'cohere.command-r-v1:0', input: 0.5, output: 1.5, ...LITELLM },
  { id: 'cohere.command-r-plus-v1:0', input: 3, output: 15, ...LITELLM },
  { id: 'deepseek.r1-v1:0', input: 1.35, output: 5.4, ...LITELLM_1_110 },
  { id: 'deepseek.v3-v1:0', input: 0.58, output: 1.68, ...LITELLM_1_110 },
  { id: 'deepseek.v3.2', input: 0.62, output: 1.85, tiers: FLEX_AND_PRIORITY, ...LITELLM_1_110 },
  { id: 'google.gemma-3-12b-it', input: 0.09, output: 0.29, ...LITELLM_1_110 },
  { id: 'google.gemma-3-27b-it', input: 0.23, output: 0.38, ...LITELLM_1_110 },
  { id: 'mistral.mistral-7b-instruct-v0:2', input: 0.15, output: 0.2, ...LITELLM_1_110 },
  { id: 'mistral.mixtral-8x7b-instruct-v0:1', input: 0.45, output: 0.7, ...LITELLM_1_110 },
  { id: 'mistral.mistral-large-2407-v1:0', input: 3, output: 9, ...LITELLM },
  { id: 'mistral.mistral-large-3-675b-instruct', input: 0.5, output: 1.5, ...LITELLM_1_110 },
  { id: 'mistral.ministral-3-8b-instruct', input: 0.15, output: 0.15, ...LITELLM_1_110 },
  { id: 'mistral.pixtral-large-2502-v1:0', input: 2, output: 6, ...LITELLM_1_110 },
  { id: 'moonshotai.kimi-k2.5', input: 0.6, output: 3, tiers: FLEX_AND_PRIORITY, ...LITELLM_1_110 },
  { id: 'openai.gpt-oss-20b-1:0', input: 0.07, output: 0.3, tiers: FLEX_AND_PRIORITY, ...LITELLM_1_110 },
  { id: 'openai.gpt-oss-120b-1:0', input: 0.15, output: 0.6, tiers: FLEX_AND_PRIORITY, ...LITELLM_1_110 },
  { id: 'openai.gpt-5.4', input: 2.75, output: 16.5, cacheRead: 0.275, upToInputTokens: 272_000, beyond: { input: 5.5, output: 24.75, cacheRead: 0.55 }, ...LITELLM_1_110 },
  { id: 'openai.gpt-5.5', input: 5.5, output: 33, cacheRead: 0.55, upToInputTokens: 272_000, beyond: { input: 11, output: 49.5, cacheRead: 1.1 }, ...LITELLM_1_110 },
  // A global profile of these is cheaper than the region.
  { id: 'global.openai.gpt-5.4', input: 2.5, output: 15, cacheRead: 0.25, upToInputTokens: 272_000, beyond: { input: 5, output: 22.5, cacheRead: 0.5 }, ...LITELLM_1_110 },
  { id: 'global.openai.gpt-5.5', input: 5, output: 30, cacheRead: 0.5, upToInputTokens: 272_000, beyond: { input: 10, output: 45, cacheRead: 1 }, ...LITELLM_1_110 },
  { id: 'qwen.qwen3-32b-v1:0', input: 0.15, output: 0.6, tiers: FLEX_AND_PRIORITY, ...LITELLM_1_110 },
  { id: 'qwen.qwen3-235b-a22b-2507-v1:0', input: 0.22, output: 0.88, tiers: { flex: 0.5 }, ...LITELLM_1_110 },
  { id: 'writer.palmyra-x4-v1:0', input: 2.5, output: 10, ...LITELLM_1_110 },
  { id: 'writer.palmyra-x5-v1:0', input: 0.6, output: 6, ...LITELLM_1_110 },
  { id: 'xai.grok-4.3', input: 1.25, output: 2.5, cacheRead: 0.2, tiers: FLEX_AND_PRIORITY, ...LITELLM_1_110 },
  { id: 'zai.glm-4.7', input: 0.6, output: 2.2, tiers: FLEX_AND_PRIORITY, ...LITELLM_1_110 },
];
