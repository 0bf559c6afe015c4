import { describe, expect, it } from 'vitest';
import { makerOf } from '../../../src/target/delta/maker.ts';

describe('the maker of a model', () => {
  it.each([
    ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', 'anthropic'],
    ['claude-opus-5', 'anthropic'],
    ['vertex_ai/claude-haiku-4-5', 'anthropic'],
    ['grok-4-fast-reasoning', 'xai'],
    ['xai/grok-code', 'xai'],
    ['gemini-3-pro', 'google'],
    ['google/gemini-2.5-flash', 'google'],
    ['deepseek-r1-distill-qwen-32b', 'deepseek'],
    ['qwen3-max', 'alibaba'],
    ['us.amazon.nova-pro-v1:0', 'amazon'],
    ['openai.gpt-oss-120b-1:0', 'openai'],
    ['arn:aws:bedrock:us-east-1:1:inference-profile/us.openai.gpt-6', 'openai'],
    ['gpt-6-mini', 'openai'],
    ['o4-mini', 'openai'],
    ['our-fast-model', undefined],
    ['meta-llama/Llama-4-Scout', undefined],
  ])('the maker of %s is %s', (model, maker) => {
    expect(makerOf(model)).toBe(maker);
  });
});
