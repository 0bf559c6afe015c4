import { describe, expect, it } from 'vitest';
import { usesBedrockApiKey } from '../../src/doctor/bedrock-api-key.ts';
import type { ServiceSpec } from '../../src/scenario/target/target-spec.ts';
import { specOf, wiringOf } from '../target/asking.ts';

const bedrock: ServiceSpec = { kind: 'bedrock-converse', model: 'm', stream: true };
const sagemaker: ServiceSpec = { kind: 'sagemaker', endpointName: 'e', body: 'tgi', stream: true };
const base = {
  kind: 'knowledge-base',
  knowledgeBaseId: 'K',
  model: 'm',
  results: 1,
  filter: {},
  stream: true,
} as const;
const { credentials: _, ...unsigned } = wiringOf('aws');
const KEY = { AWS_BEARER_TOKEN_BEDROCK: 'key' };

describe('a Bedrock API key in the environment', () => {
  it.each<[string, boolean, ServiceSpec, Record<string, string>]>([
    ['is used for Bedrock', true, bedrock, KEY],
    ['is used for a knowledge base with a model', true, { ...base, by: 'converse' }, KEY],
    ['is not used for a knowledge base without a model', false, { ...base, by: 'generate' }, KEY],
    ['is not used for SageMaker', false, sagemaker, KEY],
    ['is ignored if empty', false, bedrock, { AWS_BEARER_TOKEN_BEDROCK: '' }],
    ['is not used if absent', false, bedrock, {}],
  ])('%s', (_, used, service, env) => {
    expect(usesBedrockApiKey([specOf(service)], unsigned, env)).toBe(used);
  });

  it('is not used where credentials are given explicitly', () => {
    expect(usesBedrockApiKey([specOf(bedrock)], wiringOf('http://127.0.0.1:1'), KEY)).toBe(false);
  });
});
