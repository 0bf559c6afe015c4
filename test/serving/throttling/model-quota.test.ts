import { describe, expect, it } from 'vitest';
import { hasModelQuotas, modelQuotas } from '../../../src/serving/throttling/model-quota.ts';

/** Names as Amazon words them. */
const NAMES = [
  'On-demand model inference tokens per minute for Anthropic Claude 3 Haiku',
  'On-demand model inference requests per minute for Anthropic Claude 3 Haiku',
  'Cross-region model inference tokens per minute for Anthropic Claude 3 Haiku',
  'Cross-region model inference tokens per minute for Anthropic Claude Haiku 4.5',
  'Global cross-region model inference tokens per minute for Anthropic Claude Haiku 4.5',
  'On-demand model inference tokens per minute for Anthropic Claude 3.5 Sonnet',
  'On-demand model inference tokens per minute for Anthropic Claude 3.5 Sonnet V2',
  'Cross-region model inference tokens per minute for Anthropic Claude Sonnet 4 V1',
  'Cross-region model inference tokens per minute for Anthropic Claude Sonnet 4.5 V1',
  'On-demand model inference tokens per minute for Amazon Nova Lite',
  'On-demand model inference tokens per minute for Amazon Nova 2 Lite',
  'On-demand model inference requests per minute for Meta Llama 3.1 8B Instruct',
  'On-demand model inference requests per minute for Mistral AI Mistral 7B Instruct',
  'Model invocation max tokens per day for Anthropic Claude 3 Haiku',
  'On-demand model inference tokens per minute for Anthropic Claude V2',
  'On-demand model inference tokens per minute for Anthropic Claude V2.1',
];
const QUOTAS = new Map(NAMES.map((name, index) => [name, index]));

describe('quotas of a model', () => {
  it.each<[string, number | undefined, number | undefined]>([
    ['anthropic.claude-3-haiku-20240307-v1:0', 0, 1],
    ['us.anthropic.claude-3-haiku-20240307-v1:0', 2, undefined],
    ['eu.anthropic.claude-haiku-4-5-20251001-v1:0', 3, undefined],
    ['global.anthropic.claude-haiku-4-5-20251001-v1:0', 4, undefined],
    ['anthropic.claude-3-5-sonnet-20240620-v1:0', 5, undefined],
    ['anthropic.claude-3-5-sonnet-20241022-v2:0', 6, undefined],
    ['us.anthropic.claude-sonnet-4-20250514-v1:0', 7, undefined],
    ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', 8, undefined],
    ['amazon.nova-lite-v1:0', 9, undefined],
    ['amazon.nova-2-lite-v1:0', 10, undefined],
    ['meta.llama3-1-8b-instruct-v1:0', undefined, 11],
    ['mistral.mistral-7b-instruct-v0:2', undefined, 12],
    ['anthropic.claude-v2', 14, undefined],
    ['anthropic.claude-v2:1', 15, undefined],
    ['arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0', 9, undefined],
    [
      'arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-3-haiku-20240307-v1:0',
      2,
      undefined,
    ],
    ['amazon.nova-micro-v1:0', undefined, undefined],
  ])('the quotas of %s are found by its name and scope', (model, tokens, requests) => {
    const { tokensPerMinute, requestsPerMinute } = modelQuotas(model, QUOTAS);
    expect([tokensPerMinute?.value, requestsPerMinute?.value]).toEqual([tokens, requests]);
    expect(tokensPerMinute?.name).toBe(tokens === undefined ? undefined : NAMES[tokens]);
  });

  it.each([
    ['amazon.nova-lite-v1:0', true],
    ['arn:aws:bedrock:us-east-1:1:inference-profile/us.amazon.nova-lite-v1:0', true],
    ['arn:aws:bedrock:us-east-1:1:provisioned-model/abc', false],
    ['arn:aws:bedrock:us-east-1:1:application-inference-profile/abc', false],
  ])('model quotas exist for models paid per token: %s', (model, has) => {
    expect(hasModelQuotas(model)).toBe(has);
  });
});
