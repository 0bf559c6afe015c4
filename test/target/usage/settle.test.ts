import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tokens } from '../../../src/sample/sample.ts';
import { conventionOf, type Wire } from '../../../src/target/delta/convention.ts';
import { readUsage } from '../../../src/target/usage/read-usage.ts';
import { settle } from '../../../src/target/usage/settle.ts';

/** Returns the tokens that a model's usage is read as. */
function read(wire: Wire, model: string | undefined, usage: object): Tokens {
  const counts = readUsage(usage, wire);
  if (counts === undefined) throw new Error('no usage');
  return settle(counts, conventionOf(wire, model));
}

function billed({ input = 0, cacheRead = 0, cacheWrite = 0, output = 0 }: Tokens): number {
  return input + cacheRead + cacheWrite + output;
}

/** The tokens really used, each counted once. */
interface Used {
  readonly fresh: number;
  readonly read: number;
  readonly short: number;
  readonly long: number;
  readonly thought: number;
  readonly answered: number;
}

const used = fc.record({
  fresh: fc.nat(5000),
  read: fc.nat(5000),
  short: fc.nat(5000),
  long: fc.nat(5000),
  thought: fc.nat(5000),
  answered: fc.nat(5000),
});

const gross = ({ fresh, read: cached, short, long }: Used): number => fresh + cached + short + long;
const total = (all: Used): number => gross(all) + all.thought + all.answered;

/** How services report the tokens used, with the names and conventions of their makers. */
const SERVICES: readonly (readonly [
  name: string,
  wire: Wire,
  model: string | undefined,
  word: (all: Used) => object,
])[] = [
  ['OpenAI chat', 'chat', 'gpt-6', openAi],
  ['an unknown model', 'chat', 'our-model', openAi],
  [
    'OpenAI Responses',
    'responses',
    'gpt-6',
    (all) => ({
      input_tokens: gross(all),
      input_tokens_details: { cached_tokens: all.read, cache_write_tokens: all.short + all.long },
      output_tokens: all.thought + all.answered,
      output_tokens_details: { reasoning_tokens: all.thought },
      total_tokens: total(all),
    }),
  ],
  ['xAI', 'chat', 'grok-4', beside],
  ['xAI under a name of the gateway’s', 'chat', 'smart-one', beside],
  ['Gemini in OpenAI’s words', 'chat', 'gemini-3-pro', beside],
  [
    'Gemini behind an OpenAI API, thoughts in the total only',
    'chat',
    'gemini-3-pro',
    (all) => ({
      prompt_tokens: gross(all),
      completion_tokens: all.answered,
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
      candidatesTokenCount: all.answered,
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
      completion_tokens: all.thought + all.answered,
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
      completion_tokens: all.thought + all.answered,
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
      completion_tokens: all.thought + all.answered,
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
      completion_tokens: all.thought + all.answered,
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
    completion_tokens: all.thought + all.answered,
    prompt_tokens_details: { cached_tokens: all.read, cache_write_tokens: all.short + all.long },
    completion_tokens_details: { reasoning_tokens: all.thought },
    total_tokens: total(all),
  };
}

function beside(all: Used): object {
  return {
    ...openAi(all),
    completion_tokens: all.answered,
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
    outputTokens: all.thought + all.answered,
    totalTokens: total(all),
  };
}

describe('settled tokens', () => {
  it.each(SERVICES)(
    'settled tokens of %s add up to the total of the reply',
    (_name, wire, model, word) => {
      fc.assert(
        fc.property(used, (all) => {
          const usage = word(all);
          const tokens = read(wire, model, usage);
          const reportedTotal = readUsage(usage, wire)?.total;
          expect(billed(tokens)).toBe(reportedTotal);
          expect(tokens.disputedTotal).toBeUndefined();
        }),
      );
    },
  );

  it.each(SERVICES.filter(([name]) => !name.includes('gateway')))(
    'settled tokens of %s are the tokens used, with or without a total',
    (_name, wire, model, word) => {
      fc.assert(
        fc.property(used, (all) => {
          const tokens = read(wire, model, word(all));
          const { cacheRead = 0, cacheWrite = 0, input, output } = tokens;
          expect(input).toBe(all.fresh);
          expect(output).toBe(all.thought + all.answered);
          expect(cacheRead).toBe(all.read);
          expect([0, all.short + all.long]).toContain(cacheWrite);
        }),
      );
    },
  );

  it('settled tokens are never fewer than the total, whatever the counts', () => {
    const count = fc.option(fc.nat(1000), { nil: undefined });
    const parts = { cached_tokens: count, cache_write_tokens: count, reasoning_tokens: count };
    const usage = fc.record({
      prompt_tokens: fc.nat(1000),
      completion_tokens: fc.nat(1000),
      ...parts,
    });
    const model = fc.constantFrom('gpt-6', 'grok-4', 'gemini-3', 'claude-5', 'x');
    fc.assert(
      fc.property(usage, fc.nat(5000), model, (counts, total_tokens, requestedModel) => {
        const tokens = read('chat', requestedModel, { ...counts, total_tokens });
        expect(billed(tokens)).toBeGreaterThanOrEqual(total_tokens);
        const { input = 0, output = 0, reasoning = 0 } = tokens;
        expect(Math.min(input, output - reasoning)).toBeGreaterThanOrEqual(0);
        if (tokens.disputedTotal === undefined) expect(billed(tokens)).toBe(total_tokens);
      }),
    );
  });

  it('OpenAI on Converse counts no cached token twice, though its total does', () => {
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
    // For Claude the same numbers are taken as they are.
    expect(read('bedrock', 'us.anthropic.claude-4', usage)).toMatchObject({ input: 900 });
  });

  it('OpenAI on Converse is read as net if gross is impossible', () => {
    const usage = { inputTokens: 2, cacheWriteInputTokens: 300, outputTokens: 9, totalTokens: 311 };
    expect(read('bedrock', 'openai.gpt-6', usage)).toMatchObject({ input: 2, cacheWrite: 300 });
  });

  it('settled tokens follow the maker’s convention without a total', () => {
    const usage = { prompt_tokens: 50, completion_tokens: 9, reasoning_tokens: 4 };
    expect(read('chat', 'gpt-6', usage)).toMatchObject({ output: 9, reasoning: 4 });
    expect(read('chat', 'grok-4', usage)).toMatchObject({ output: 13, reasoning: 4 });
  });

  it('without a total the possible reading closest to the convention is taken', () => {
    const usage = { prompt_tokens: 502, completion_tokens: 9, cached_tokens: 500 };
    const written = { ...usage, cache_creation_input_tokens: 300 };
    expect(read('chat', 'claude-5', usage)).toMatchObject({ input: 2 });
    expect(read('chat', 'claude-5', written)).toMatchObject({ input: 2, cacheWrite: 300 });
    expect(read('chat', 'claude-5', { ...written, prompt_tokens: 2 })).toMatchObject({ input: 2 });
  });

  it('tokens in the total only are reasoning, disputed for other models than Gemini', () => {
    const usage = { prompt_tokens: 20, completion_tokens: 198, total_tokens: 623 };
    const thought = { input: 20, output: 603, reasoning: 405, source: 'reported' };
    expect(read('chat', 'gemini-2.5-flash', usage)).toEqual(thought);
    expect(read('chat', 'alias', usage)).toEqual({ ...thought, disputedTotal: 623 });
  });

  it('Gemini’s output is all reasoning if no candidate was counted', () => {
    const usage = { promptTokenCount: 21, thoughtsTokenCount: 60, totalTokenCount: 81 };
    expect(read('gemini', undefined, usage)).toEqual({
      source: 'reported',
      input: 21,
      output: 60,
      reasoning: 60,
    });
  });

  it('a total that is too small is disputed and the convention kept', () => {
    const usage = { prompt_tokens: 20, completion_tokens: 198, total_tokens: 100 };
    expect(read('chat', 'gpt-6', usage)).toEqual({
      input: 20,
      output: 198,
      disputedTotal: 100,
      source: 'reported',
    });
  });

  it('cache writes for an hour are part of all cache writes', () => {
    const usage = {
      input_tokens: 3,
      output_tokens: 1,
      cache_creation: { ephemeral_1h_input_tokens: 9 },
    };
    expect(read('messages', 'claude-5', usage)).toMatchObject({ cacheWrite: 9, cacheWriteLong: 9 });
  });
});
