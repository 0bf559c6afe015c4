import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tokens } from '../../../src/sample/sample.ts';
import { conventionOf, type Wire } from '../../../src/target/delta/convention.ts';
import { readUsage } from '../../../src/target/usage/read-usage.ts';
import { settle } from '../../../src/target/usage/settle.ts';

/** What an answer of a model is read as. */
function read(wire: Wire, model: string | undefined, usage: object): Tokens {
  const counts = readUsage(usage, wire);
  if (counts === undefined) throw new Error('no usage');
  return settle(counts, conventionOf(wire, model));
}

function billed({ input = 0, cacheRead = 0, cacheWrite = 0, output = 0 }: Tokens): number {
  return input + cacheRead + cacheWrite + output;
}

/** What was truly used, each token once. */
interface Used {
  readonly fresh: number;
  readonly read: number;
  readonly short: number;
  readonly long: number;
  readonly thought: number;
  readonly said: number;
}

const used = fc.record({
  fresh: fc.nat(5000),
  read: fc.nat(5000),
  short: fc.nat(5000),
  long: fc.nat(5000),
  thought: fc.nat(5000),
  said: fc.nat(5000),
});

const gross = ({ fresh, read: cached, short, long }: Used): number => fresh + cached + short + long;
const total = (all: Used): number => gross(all) + all.thought + all.said;

/** How services word what they used, under the names and by the conventions of their makers. */
const SERVICES: readonly (readonly [
  name: string,
  wire: Wire,
  model: string | undefined,
  word: (all: Used) => object,
])[] = [
  ['OpenAI chat', 'chat', 'gpt-6', openAi],
  ['a model that nobody knows', 'chat', 'our-model', openAi],
  [
    'OpenAI Responses',
    'responses',
    'gpt-6',
    (all) => ({
      input_tokens: gross(all),
      input_tokens_details: { cached_tokens: all.read, cache_write_tokens: all.short + all.long },
      output_tokens: all.thought + all.said,
      output_tokens_details: { reasoning_tokens: all.thought },
      total_tokens: total(all),
    }),
  ],
  ['xAI', 'chat', 'grok-4', beside],
  ['xAI under a name of the gateway’s', 'chat', 'smart-one', beside],
  ['Gemini in OpenAI’s words', 'chat', 'gemini-3-pro', beside],
  [
    'Gemini in OpenAI’s words, thoughts told by nothing but the total',
    'chat',
    'gemini-3-pro',
    (all) => ({
      prompt_tokens: gross(all),
      completion_tokens: all.said,
      prompt_tokens_details: { cached_tokens: all.read, cache_write_tokens: all.short + all.long },
      total_tokens: total(all),
    }),
  ],
  [
    'Gemini',
    'gemini',
    undefined,
    (all) => ({
      promptTokenCount: all.fresh + all.read,
      cachedContentTokenCount: all.read,
      candidatesTokenCount: all.said,
      thoughtsTokenCount: all.thought,
      totalTokenCount: total({ ...all, short: 0, long: 0 }),
    }),
  ],
  [
    'DeepSeek',
    'chat',
    'deepseek-reasoner',
    (all) => ({
      prompt_tokens: all.fresh + all.read,
      prompt_cache_hit_tokens: all.read,
      prompt_cache_miss_tokens: all.fresh,
      completion_tokens: all.thought + all.said,
      completion_tokens_details: { reasoning_tokens: all.thought },
      total_tokens: total({ ...all, short: 0, long: 0 }),
    }),
  ],
  [
    'Claude through LiteLLM',
    'chat',
    'claude-sonnet-4-5',
    (all) => ({
      prompt_tokens: gross(all),
      completion_tokens: all.thought + all.said,
      prompt_tokens_details: {
        cached_tokens: all.read,
        cache_creation_tokens: all.short + all.long,
      },
      cache_read_input_tokens: all.read,
      cache_creation_input_tokens: all.short + all.long,
      total_tokens: total(all),
    }),
  ],
  [
    'Claude through a gateway that leaves cached tokens out',
    'chat',
    'claude-sonnet-4-5',
    (all) => ({
      prompt_tokens: all.fresh,
      completion_tokens: all.thought + all.said,
      cache_read_input_tokens: all.read,
      cache_creation_input_tokens: all.short + all.long,
      total_tokens: total(all),
    }),
  ],
  [
    'Qwen',
    'chat',
    'qwen3-max',
    (all) => ({
      prompt_tokens: gross(all),
      completion_tokens: all.thought + all.said,
      prompt_tokens_details: {
        cached_tokens: all.read,
        cache_creation: {
          ephemeral_5m_input_tokens: all.short,
          ephemeral_1h_input_tokens: all.long,
        },
      },
      completion_tokens_details: { reasoning_tokens: all.thought },
      total_tokens: total(all),
    }),
  ],
  ['Claude on Converse', 'bedrock', 'us.anthropic.claude-sonnet-4-5-v1:0', net],
  ['Nova on Converse', 'bedrock', 'amazon.nova-pro-v1:0', net],
  [
    'OpenAI on Converse',
    'bedrock',
    'openai.gpt-6',
    (all) => ({ ...net(all), inputTokens: gross(all) }),
  ],
];

function openAi(all: Used): object {
  return {
    prompt_tokens: gross(all),
    completion_tokens: all.thought + all.said,
    prompt_tokens_details: { cached_tokens: all.read, cache_write_tokens: all.short + all.long },
    completion_tokens_details: { reasoning_tokens: all.thought },
    total_tokens: total(all),
  };
}

function beside(all: Used): object {
  return {
    ...openAi(all),
    completion_tokens: all.said,
  };
}

function net(all: Used): object {
  return {
    inputTokens: all.fresh,
    cacheReadInputTokens: all.read,
    cacheWriteInputTokens: all.short + all.long,
    cacheDetails: [
      { ttl: '1h', inputTokens: all.long },
      { ttl: '5m', inputTokens: all.short },
    ],
    outputTokens: all.thought + all.said,
    totalTokens: total(all),
  };
}

describe('settled tokens', () => {
  it.each(SERVICES)('of %s add up to the total of the reply', (_name, wire, model, word) => {
    fc.assert(
      fc.property(used, (all) => {
        const usage = word(all);
        const tokens = read(wire, model, usage);
        const told = readUsage(usage, wire)?.total;
        expect(billed(tokens)).toBe(told);
        expect(tokens.disputedTotal).toBeUndefined();
      }),
    );
  });

  it.each(SERVICES.filter(([name]) => !name.includes('gateway')))(
    'of %s are what was used, told a total or not',
    (_name, wire, model, word) => {
      fc.assert(
        fc.property(used, (all) => {
          const tokens = read(wire, model, word(all));
          const { cacheRead = 0, cacheWrite = 0, input, output } = tokens;
          expect(input).toBe(all.fresh);
          expect(output).toBe(all.thought + all.said);
          expect(cacheRead).toBe(all.read);
          expect([0, all.short + all.long]).toContain(cacheWrite);
        }),
      );
    },
  );

  it('never are fewer than any total, whatever the counts', () => {
    const count = fc.option(fc.nat(1000), { nil: undefined });
    const parts = { cached_tokens: count, cache_write_tokens: count, reasoning_tokens: count };
    const usage = fc.record({
      prompt_tokens: fc.nat(1000),
      completion_tokens: fc.nat(1000),
      ...parts,
    });
    const model = fc.constantFrom('gpt-6', 'grok-4', 'gemini-3', 'claude-5', 'x');
    fc.assert(
      fc.property(usage, fc.nat(5000), model, (counts, total_tokens, asked) => {
        const tokens = read('chat', asked, { ...counts, total_tokens });
        expect(billed(tokens)).toBeGreaterThanOrEqual(total_tokens);
        const { input = 0, output = 0, reasoning = 0 } = tokens;
        expect(Math.min(input, output - reasoning)).toBeGreaterThanOrEqual(0);
        if (tokens.disputedTotal === undefined) expect(billed(tokens)).toBe(total_tokens);
      }),
    );
  });

  it('of OpenAI on Converse hold no cached token twice, though the total does', () => {
    const usage = {
      inputTokens: 900,
      cacheReadInputTokens: 500,
      cacheWriteInputTokens: 300,
      outputTokens: 40,
      totalTokens: 1740,
    };
    expect(read('bedrock', 'openai.gpt-6', usage)).toEqual({
      source: 'reported',
      input: 100,
      cacheRead: 500,
      cacheWrite: 300,
      output: 40,
      disputedTotal: 1740,
    });
    // Of Claude the same numbers are what they say.
    expect(read('bedrock', 'us.anthropic.claude-4', usage)).toMatchObject({ input: 900 });
  });

  it('of OpenAI on Converse are net where they cannot be gross', () => {
    const usage = { inputTokens: 2, cacheWriteInputTokens: 300, outputTokens: 9, totalTokens: 311 };
    expect(read('bedrock', 'openai.gpt-6', usage)).toMatchObject({ input: 2, cacheWrite: 300 });
  });

  it('go by the maker’s convention where there is no total', () => {
    const usage = { prompt_tokens: 50, completion_tokens: 9, reasoning_tokens: 4 };
    expect(read('chat', 'gpt-6', usage)).toMatchObject({ output: 9, reasoning: 4 });
    expect(read('chat', 'grok-4', usage)).toMatchObject({ output: 13, reasoning: 4 });
  });

  it('are, without a total, the reading nearest the convention that is possible', () => {
    const usage = { prompt_tokens: 502, completion_tokens: 9, cached_tokens: 500 };
    const written = { ...usage, cache_creation_input_tokens: 300 };
    expect(read('chat', 'claude-5', usage)).toMatchObject({ input: 2 });
    expect(read('chat', 'claude-5', written)).toMatchObject({ input: 2, cacheWrite: 300 });
    expect(read('chat', 'claude-5', { ...written, prompt_tokens: 2 })).toMatchObject({ input: 2 });
  });

  it('take what only the total tells for output that was thought, and say so', () => {
    const usage = { prompt_tokens: 20, completion_tokens: 198, total_tokens: 623 };
    const thought = { input: 20, output: 603, reasoning: 405, source: 'reported' };
    expect(read('chat', 'gemini-2.5-flash', usage)).toEqual(thought);
    expect(read('chat', 'alias', usage)).toEqual({ ...thought, disputedTotal: 623 });
  });

  it('of Gemini are all thought where no candidate was counted', () => {
    const usage = { promptTokenCount: 21, thoughtsTokenCount: 60, totalTokenCount: 81 };
    expect(read('gemini', undefined, usage)).toEqual({
      source: 'reported',
      input: 21,
      output: 60,
      reasoning: 60,
    });
  });

  it('keep to the convention where the total is too small, and say so', () => {
    const usage = { prompt_tokens: 20, completion_tokens: 198, total_tokens: 100 };
    expect(read('chat', 'gpt-6', usage)).toEqual({
      input: 20,
      output: 198,
      disputedTotal: 100,
      source: 'reported',
    });
  });

  it('have what is kept for an hour as a part of what was written', () => {
    const usage = {
      input_tokens: 3,
      output_tokens: 1,
      cache_creation: { ephemeral_1h_input_tokens: 9 },
    };
    expect(read('messages', 'claude-5', usage)).toMatchObject({ cacheWrite: 9, cacheWriteLong: 9 });
  });
});
