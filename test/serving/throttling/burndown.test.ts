import { describe, expect, it } from 'vitest';
import { burndownOf } from '../../../src/serving/throttling/burndown.ts';

describe('burndown of a model', () => {
  it.each([
    ['anthropic.claude-3-haiku-20240307-v1:0', 1],
    ['anthropic.claude-3-5-sonnet-20241022-v2:0', 1],
    ['anthropic.claude-v2:1', 1],
    ['us.anthropic.claude-3-7-sonnet-20250219-v1:0', 5],
    ['anthropic.claude-sonnet-4-20250514-v1:0', 5],
    ['global.anthropic.claude-haiku-4-5-20251001-v1:0', 5],
    ['arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-opus-4-7', 5],
    ['anthropic.claude-opus-4-8', 15],
    ['anthropic.claude-sonnet-5', 10],
    ['anthropic.claude-sonnet-5-20260801-v1:0', 10],
    ['anthropic.claude-opus-5-5', 10],
    ['anthropic.claude-fable-5-1', 10],
    ['openai.gpt-5.6-sol', 10],
    ['openai.gpt-oss-120b-1:0', 1],
    ['amazon.nova-lite-v1:0', 1],
    ['meta.llama3-70b-instruct-v1:0', 1],
    ['my-own-endpoint', 1],
  ])('the burndown of %s is documented: %i tokens of quota for one of output', (modelId, rate) => {
    expect(burndownOf(modelId)).toEqual({ rate, basis: 'documented' });
  });

  it.each([
    'us.anthropic.claude-haiku-5-5',
    'anthropic.claude-sonnet-5-5-20261001-v1:0',
    'anthropic.claude-mythos-1',
    'openai.gpt-6',
    'openai.gpt-6.1-luna',
  ])('the burndown of %s is assumed, as high as its maker’s latest', (modelId) => {
    expect(burndownOf(modelId)).toEqual({ rate: 10, basis: 'assumed' });
  });

  it('the burndown of a model is what the scenario gives, for any region prefix', () => {
    const given = { 'anthropic.claude-haiku-5-5': 5, 'eu.anthropic.claude-sonnet-5': 15 };
    expect(burndownOf('eu.anthropic.claude-haiku-5-5', given)).toEqual({ rate: 5, basis: 'given' });
    expect(burndownOf('eu.anthropic.claude-sonnet-5', given).rate).toBe(15);
    expect(burndownOf('us.anthropic.claude-sonnet-5', given).rate).toBe(10);
  });
});
