import { describe, expect, it } from 'vitest';
import { readUsage } from '../../../src/target/usage/read-usage.ts';

describe('a usage object', () => {
  it.each<[string, object, object]>([
    [
      "OpenAI's",
      {
        prompt_tokens: 90,
        completion_tokens: 12,
        total_tokens: 102,
        prompt_tokens_details: { cached_tokens: 64, cache_write_tokens: 8 },
        completion_tokens_details: { reasoning_tokens: 5 },
      },
      { input: 90, output: 12, total: 102, cacheRead: 64, cacheWrite: 8, reasoning: 5 },
    ],
    [
      "Anthropic's, with what it keeps for how long",
      {
        input_tokens: 3,
        output_tokens: 7,
        cache_read_input_tokens: 40,
        cache_creation_input_tokens: 30,
        cache_creation: { ephemeral_5m_input_tokens: 10, ephemeral_1h_input_tokens: 20 },
      },
      { input: 3, output: 7, cacheRead: 40, cacheWrite: 30, cacheWriteLong: 20 },
    ],
    [
      'one that tells its cache writes by their parts alone',
      { input_tokens: 3, cache_creation: { ephemeral_5m_input_tokens: 10 } },
      { input: 3, cacheWrite: 10, cacheWriteLong: undefined },
    ],
    [
      'of a gateway, which tells a part twice and once as 0',
      {
        prompt_tokens: 90,
        prompt_tokens_details: { cached_tokens: 0, cached_creation_tokens: 30 },
        cache_read_input_tokens: 50,
      },
      { input: 90, cacheRead: 50, cacheWrite: 30 },
    ],
    [
      'of a gateway, which keeps the parts in details of details',
      {
        prompt_tokens: 90,
        prompt_tokens_details: {
          cache_creation_tokens: 30,
          cache_creation_token_details: { ephemeral_1h_input_tokens: 30 },
        },
      },
      { input: 90, cacheWrite: 30, cacheWriteLong: 30 },
    ],
    [
      "DeepSeek's",
      { prompt_tokens: 90, prompt_cache_hit_tokens: 64, prompt_cache_miss_tokens: 26 },
      { input: 90, cacheRead: 64 },
    ],
    [
      "Converse's",
      {
        inputTokens: 5,
        outputTokens: 6,
        totalTokens: 41,
        cacheReadInputTokens: 0,
        cacheWriteInputTokens: 30,
        cacheDetails: [
          { ttl: '1h', inputTokens: 12 },
          { ttl: '5m', inputTokens: 18 },
        ],
      },
      { input: 5, output: 6, total: 41, cacheRead: 0, cacheWrite: 30, cacheWriteLong: 12 },
    ],
    [
      "Gemini's, prompts of tools included",
      {
        promptTokenCount: 20,
        toolUsePromptTokenCount: 4,
        candidatesTokenCount: 9,
        thoughtsTokenCount: 30,
        cachedContentTokenCount: 11,
        totalTokenCount: 63,
      },
      { input: 24, output: 9, reasoning: 30, cacheRead: 11, total: 63 },
    ],
    [
      'whose parts bear the names of wholes',
      { input_tokens: 3, iterations: [{ input_tokens: 99 }], server: { output_tokens: 99 } },
      { input: 3, output: undefined },
    ],
    ['that holds nonsense', { prompt_tokens: -1, completion_tokens: '7' }, { input: undefined }],
  ])('a usage object %s is read', (_name, usage, counts) => {
    expect(readUsage(usage, 'chat')).toMatchObject(counts);
  });

  it.each([undefined, 7, 'usage', []])('%j is not a usage object', (usage) => {
    expect(readUsage(usage, 'chat')).toBeUndefined();
  });
});
