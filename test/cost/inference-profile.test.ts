import { describe, expect, it } from 'vitest';
import {
  modelIdOf,
  parseInferenceProfile,
  profileFactor,
} from '../../src/cost/inference-profile.ts';

describe('inference profile', () => {
  it('an inference profile is recognised by the prefix of its id', () => {
    expect(parseInferenceProfile('us-gov.anthropic.claude-3-haiku-20240307-v1:0')).toEqual({
      geography: 'us-gov',
      model: 'anthropic.claude-3-haiku-20240307-v1:0',
    });
    expect(parseInferenceProfile('anthropic.claude-3-haiku-20240307-v1:0')).toBeUndefined();
  });

  it.each([
    ['us', 'anthropic.claude-opus-4-20250514-v1:0', 1],
    ['us', 'anthropic.claude-opus-4-1-20250805-v1:0', 1],
    ['us', 'anthropic.claude-opus-4-5-20251101-v1:0', 1.1],
    ['us', 'anthropic.claude-opus-4-6-v1', 1.1],
    ['us', 'anthropic.claude-opus-5', 1.1],
    ['global', 'anthropic.claude-opus-5', 1],
    ['eu', 'anthropic.claude-3-7-sonnet-20250219-v1:0', 1],
    ['us', 'amazon.nova-pro-v1:0', 1],
    ['eu', 'amazon.nova-pro-v1:0', undefined],
    ['eu', 'meta.llama3-2-3b-instruct-v1:0', undefined],
    ['us', 'meta.llama3-3-70b-instruct-v1:0', 1],
    ['us', 'xai.grok-4.3', undefined],
    ['global', 'openai.gpt-5.4', undefined],
    ['us-gov', 'anthropic.claude-sonnet-4-5-20250929-v1:0', undefined],
    ['us-gov', 'anthropic.claude-3-haiku-20240307-v1:0', undefined],
  ])(
    'an inference profile of %s over %s costs %s times the list price',
    (geography, model, factor) => {
      expect(profileFactor({ geography, model })).toBe(factor);
    },
  );

  it('an inference profile leaves the ARN of a customer’s own model alone', () => {
    const arn = 'arn:aws:bedrock:us-east-1:123456789012:custom-model/tuned';
    expect(modelIdOf(arn)).toBe(arn);
  });
});
