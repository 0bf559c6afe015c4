import { describe, expect, it } from 'vitest';
import type { LeafTarget } from '../../../src/scenario/leaf-targets.ts';
import { modelTraits } from '../../../src/scenario/model/model-table.ts';
import { type AskedOptions, refusedOptions } from '../../../src/scenario/model/refused-options.ts';

describe('the model table', () => {
  it.each([
    ['us.anthropic.claude-opus-4-7', 'Claude Opus 4.7'],
    ['claude-opus-5-20260901', 'Claude Opus 5, Sonnet 5'],
    ['global.anthropic.claude-opus-5-5-v1:0', 'Claude Opus 5.5, Fable 5.1'],
    ['anthropic.claude-fable-5', 'Claude Fable 5, Mythos 5'],
    ['us.anthropic.claude-haiku-4-5-20251001-v1:0', 'Claude 4.1 to 4.6'],
    ['anthropic.claude-sonnet-4-20250514-v1:0', 'Claude 3.7 and 4'],
    ['anthropic.claude-3-haiku-20240307-v1:0', 'Claude 3 and 3.5'],
    ['openai/gpt-5-mini', 'GPT 5'],
    ['gpt-5-2025-08-07', 'GPT 5'],
    ['gpt-5.4', 'GPT 5.1 to 5.5'],
    ['openai.gpt-6.1-sol', 'GPT 5.6, 6 and 6.1'],
    ['o4-mini-2025-04-16', 'OpenAI o-series'],
    ['openai.gpt-oss-120b-1:0', 'gpt-oss'],
    ['deepseek.r1-v1:0', 'DeepSeek R1'],
    ['us.meta.llama3-3-70b-instruct-v1:0', 'Llama 3.1 to 4'],
    [
      'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-pro-v1:0',
      'Amazon Nova Lite, Pro, Premier',
    ],
    ['mistral.mixtral-8x7b-instruct-v0:1', 'Mistral 7B and Mixtral'],
    ['gpt-50', undefined],
    ['gpt-5.10', undefined],
    ['my-deployment', undefined],
  ])('finds the family of %s: %s', (model, family) => {
    expect(modelTraits(model)?.family).toBe(family);
  });
});

function converse(model: string, more: object = {}): LeafTarget {
  const base = { name: 't', timeout: 1000, perRequest: 0, fixedCosts: [] };
  return { ...base, kind: 'bedrock-converse', model, stream: true, ...more };
}
const TOOLS = [{ name: 'f', inputSchema: {} }];
const OPUS = 'us.anthropic.claude-opus-5-5-v1:0';
const SONNET = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0';
const THINKING = { additionalModelRequestFields: { thinking: { type: 'enabled' } } };

describe('the options that a model refuses', () => {
  it.each<[string, LeafTarget, AskedOptions, string[]]>([
    ['sampling parameters', converse(OPUS), { temperature: 0, topP: 1 }, ['temperature', 'topP']],
    [
      'sampling parameters in AWS’s format',
      converse(OPUS, { inferenceConfig: { topP: 1 } }),
      {},
      ['topP'],
    ],
    [
      'no sampling parameters that the target removes',
      converse(OPUS, { inferenceConfig: { temperature: null } }),
      { temperature: 0 },
      [],
    ],
    ['a forced tool call', converse(OPUS), { tools: TOOLS, toolChoice: 'any' }, ['toolChoice']],
    ['no tools without a forced call', converse(OPUS), { tools: TOOLS, toolChoice: 'auto' }, []],
    [
      'a forced tool call in Converse’s format',
      converse(OPUS, { toolConfig: { toolChoice: { any: {} } } }),
      {},
      ['toolChoice'],
    ],
    [
      'disabled thinking',
      converse(OPUS, { additionalModelRequestFields: { thinking: { type: 'disabled' } } }),
      {},
      ['thinking'],
    ],
    ['topP beside a temperature', converse(SONNET), { temperature: 0, topP: 1 }, ['topP']],
    ['no temperature without topP', converse(SONNET), { temperature: 0 }, []],
    [
      'a temperature with thinking',
      converse(SONNET, THINKING),
      { temperature: 0 },
      ['temperature'],
    ],
    [
      'a forced tool call with thinking',
      converse(SONNET, THINKING),
      { tools: TOOLS, toolChoice: 'any' },
      ['toolChoice'],
    ],
    [
      'thinking for a model without it',
      converse('anthropic.claude-3-haiku-20240307-v1:0', THINKING),
      {},
      ['thinking'],
    ],
    [
      'tools and a system prompt',
      converse('mistral.mistral-7b-instruct-v0:2'),
      { system: 's', tools: TOOLS },
      ['tools', 'system'],
    ],
    ['images', converse('us.amazon.nova-micro-v1:0'), { images: ['photo'] }, ['images']],
    ['nothing for an unknown model', converse('some.model'), { temperature: 0 }, []],
  ])('include %s', (_, target, prompt, options) => {
    expect(refusedOptions(target, prompt).map(({ option }) => option)).toEqual(options);
  });
});
