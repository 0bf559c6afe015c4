import type { PriceRow } from '../../scenario/price-row.ts';
import { LITELLM, MODELS_DEV, type PriceSource } from '../price-source.ts';

const SHORT_CONTEXT: PriceSource = {
  ...MODELS_DEV,
  source: `${MODELS_DEV.source} (prompts up to 272k tokens; longer ones cost more)`,
};

/** Models of the other providers. Mistral Large 24.02 is left out: its sources differ by a factor of two. */
export const OTHER_PROVIDERS: readonly PriceRow[] = [
  { id: 'ai21.jamba-1-5-large-v1:0', input: 2, output: 8, ...LITELLM },
  { id: 'ai21.jamba-1-5-mini-v1:0', input: 0.2, output: 0.4, ...LITELLM },
  { id: 'cohere.command-text-v14', input: 1.5, output: 2, ...LITELLM },
  { id: 'cohere.command-r-v1:0', input: 0.5, output: 1.5, ...LITELLM },
  { id: 'cohere.command-r-plus-v1:0', input: 3, output: 15, ...LITELLM },
  { id: 'deepseek.r1-v1:0', input: 1.35, output: 5.4, ...MODELS_DEV },
  { id: 'deepseek.v3-v1:0', input: 0.58, output: 1.68, ...MODELS_DEV },
  { id: 'deepseek.v3.2', input: 0.62, output: 1.85, ...MODELS_DEV },
  { id: 'google.gemma-3-12b-it', input: 0.05, output: 0.1, ...MODELS_DEV },
  { id: 'google.gemma-3-27b-it', input: 0.12, output: 0.2, ...MODELS_DEV },
  { id: 'mistral.mistral-7b-instruct-v0:2', input: 0.15, output: 0.2, ...LITELLM },
  { id: 'mistral.mixtral-8x7b-instruct-v0:1', input: 0.45, output: 0.7, ...LITELLM },
  { id: 'mistral.mistral-large-2407-v1:0', input: 3, output: 9, ...LITELLM },
  { id: 'mistral.mistral-large-3-675b-instruct', input: 0.5, output: 1.5, ...MODELS_DEV },
  { id: 'mistral.ministral-3-8b-instruct', input: 0.15, output: 0.15, ...MODELS_DEV },
  { id: 'mistral.pixtral-large-2502-v1:0', input: 2, output: 6, ...MODELS_DEV },
  { id: 'moonshotai.kimi-k2.5', input: 0.6, output: 3, ...MODELS_DEV },
  { id: 'openai.gpt-oss-20b-1:0', input: 0.07, output: 0.3, ...MODELS_DEV },
  { id: 'openai.gpt-oss-120b-1:0', input: 0.15, output: 0.6, ...MODELS_DEV },
  { id: 'openai.gpt-5.4', input: 2.75, output: 16.5, cacheRead: 0.275, ...SHORT_CONTEXT },
  { id: 'openai.gpt-5.5', input: 5.5, output: 33, cacheRead: 0.55, ...SHORT_CONTEXT },
  { id: 'qwen.qwen3-32b-v1:0', input: 0.15, output: 0.6, ...MODELS_DEV },
  { id: 'qwen.qwen3-235b-a22b-2507-v1:0', input: 0.22, output: 0.88, ...MODELS_DEV },
  { id: 'writer.palmyra-x4-v1:0', input: 2.5, output: 10, ...MODELS_DEV },
  { id: 'writer.palmyra-x5-v1:0', input: 0.6, output: 6, ...MODELS_DEV },
  { id: 'xai.grok-4.3', input: 1.25, output: 2.5, cacheRead: 0.2, ...MODELS_DEV },
  { id: 'zai.glm-4.7', input: 0.6, output: 2.2, ...MODELS_DEV },
];
