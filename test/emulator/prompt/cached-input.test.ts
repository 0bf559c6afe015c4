import { ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import type { ConverseCommandInput, TokenUsage } from '@aws-sdk/client-bedrock-runtime';
import { describe, expect, it } from 'vitest';
import { cacheMarks } from '../../../src/emulator/prompt/cached-input.ts';
import { countTokens } from '../../../src/emulator/prompt/tokenizer.ts';
import { collect, PROMPT, PROMPT_TOKENS, sseData, useEmulator } from '../running-emulator.ts';

const SONNET = 'anthropic.claude-sonnet-4-5-20250929-v1:0';
const SMALL = 'anthropic.claude-haiku-4-5-20251001-v1:0';
const running = useEmulator([SONNET, SMALL, 'rag'], {
  capacity: { rag: { prefixCache: 100_000 } },
  quotas: { [SMALL]: { tokensPerMinute: 2 * 1500 } },
});

/** Creates a system prompt unique to a test, long enough to be cached. */
function system(name: string): string {
  return `You are ${name}. `.concat('Answer from the passages alone, and be brief. '.repeat(120));
}

describe('the cache marks of a body', () => {
  it('cache points are read from cachePoint and cache_control, each after all texts before it', () => {
    const marked = {
      system: [{ text: 'a' }, { cachePoint: { type: 'default', ttl: '1h' } }],
      messages: [
        { role: 'user', content: 'b' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'c', cache_control: { type: 'ephemeral' } },
            { type: 'text', text: 'd' },
          ],
        },
      ],
    };
    expect(cacheMarks(marked)).toEqual([
      { texts: ['a'], ttl: 3_600_000 },
      { texts: ['a', 'b', 'c'], ttl: 300_000 },
    ]);
    expect(cacheMarks({ system: 'a', messages: [{ role: 'user', content: 'b' }] })).toEqual([]);
  });
});

describe('cached input on the wire', () => {
  function marked(name: string, ttl: '5m' | '1h'): ConverseCommandInput {
    return {
      modelId: SONNET,
      system: [{ text: system(name) }, { cachePoint: { type: 'default', ttl } }],
      messages: [{ role: 'user', content: [{ text: PROMPT }] }],
      inferenceConfig: { maxTokens: 100 },
    };
  }

  it('Converse reports cached input as written, then as read, outside its input tokens', async () => {
    const kept = countTokens(system('one'));
    const ask = async (): Promise<TokenUsage | undefined> =>
      (await running.bedrock.send(new ConverseCommand(marked('one', '1h')))).usage;
    const usage = { inputTokens: PROMPT_TOKENS, outputTokens: 10 };
    const total = { totalTokens: kept + PROMPT_TOKENS + 10 };
    expect(await ask()).toMatchObject({
      ...usage,
      ...total,
      cacheReadInputTokens: 0,
      cacheWriteInputTokens: kept,
      cacheDetails: [{ ttl: '1h', inputTokens: kept }],
    });
    const again = await ask();
    expect(again).toMatchObject({
      ...usage,
      ...total,
      cacheReadInputTokens: kept,
      cacheWriteInputTokens: 0,
    });
    expect(again).not.toHaveProperty('cacheDetails');
    const { stream } = await running.bedrock.send(new ConverseStreamCommand(marked('one', '1h')));
    expect((await collect(stream)).at(-1)?.metadata?.usage).toMatchObject({
      ...usage,
      cacheReadInputTokens: kept,
    });
  });

  it('InvokeModel reports cached input in usage, headers and last chunk', async () => {
    const kept = countTokens(system('two'));
    const body = {
      anthropic_version: 'bedrock-2023-05-31',
      max_tokens: 100,
      system: [{ type: 'text', text: system('two'), cache_control: { type: 'ephemeral' } }],
      messages: [{ role: 'user', content: PROMPT }],
    };
    const first = await running.post(`/model/${SONNET}/invoke`, body);
    expect(first.headers.get('x-amzn-bedrock-cache-write-input-token-count')).toBe(String(kept));
    expect(first.headers.get('x-amzn-bedrock-input-token-count')).toBe(String(PROMPT_TOKENS));
    expect(await first.json()).toMatchObject({
      usage: {
        input_tokens: PROMPT_TOKENS,
        cache_creation_input_tokens: kept,
        cache_read_input_tokens: 0,
        cache_creation: { ephemeral_5m_input_tokens: kept, ephemeral_1h_input_tokens: 0 },
      },
    });
    const streamed = await running.post(`/model/${SONNET}/invoke-with-response-stream`, body);
    const chunks = [...(await streamed.text()).matchAll(/"bytes":"([^"]+)"/g)].map(
      ([, bytes = '']): unknown => JSON.parse(Buffer.from(bytes, 'base64').toString()),
    );
    expect(chunks[0]).toMatchObject({
      type: 'message_start',
      message: { usage: { input_tokens: PROMPT_TOKENS, cache_read_input_tokens: kept } },
    });
    expect(chunks.at(-1)).toMatchObject({
      'amazon-bedrock-invocationMetrics': {
        inputTokenCount: PROMPT_TOKENS,
        cacheReadInputTokenCount: kept,
        cacheWriteInputTokenCount: 0,
      },
    });
  });

  it('OpenAI bodies include cached input of a server’s prefix cache in the prompt tokens', async () => {
    const body = {
      model: 'rag',
      messages: [
        { role: 'system', content: system('three') },
        { role: 'user', content: PROMPT },
      ],
      max_tokens: 100,
    };
    const prompt_tokens = countTokens(system('three')) + PROMPT_TOKENS;
    const ask = async (): Promise<unknown> =>
      (await running.post('/endpoints/rag/invocations', body)).json();
    expect(await ask()).toMatchObject({
      usage: { prompt_tokens, prompt_tokens_details: { cached_tokens: 0 } },
    });
    expect(await ask()).toMatchObject({
      usage: { prompt_tokens, prompt_tokens_details: { cached_tokens: 1024 } },
    });
    const streamed = await running.post('/v1/chat/completions', {
      ...body,
      stream: true,
      stream_options: { include_usage: true },
    });
    expect(sseData(await streamed.text()).at(-2)).toMatchObject({
      usage: { prompt_tokens, prompt_tokens_details: { cached_tokens: 1024 } },
    });
  });

  it('cached input that is read does not count against the quota', async () => {
    const ask = async (): Promise<number> => {
      const response = await running.post(`/model/${SMALL}/converse`, {
        system: [{ text: system('four') }, { cachePoint: { type: 'default' } }],
        messages: [{ role: 'user', content: [{ text: PROMPT }] }],
        inferenceConfig: { maxTokens: 20 },
      });
      await response.text();
      return response.status;
    };
    // 3,000 tokens a minute allow two prompts of 1,300 tokens, if each counted in full.
    for (let n = 0; n < 6; n++) expect(await ask()).toBe(200);
  });
});
