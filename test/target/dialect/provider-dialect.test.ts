import { describe, expect, it } from 'vitest';
import { Problem } from '../../../src/problem/problem.ts';
import { anthropic } from '../../../src/target/dialect/anthropic.ts';
import { chat } from '../../../src/target/dialect/chat.ts';
import { llama } from '../../../src/target/dialect/llama.ts';
import { mistral } from '../../../src/target/dialect/mistral.ts';
import { nova } from '../../../src/target/dialect/nova.ts';
import { providerDialect } from '../../../src/target/dialect/provider-dialect.ts';
import { titan } from '../../../src/target/dialect/titan.ts';

describe('providerDialect', () => {
  it.each([
    ['anthropic.claude-3-haiku-20240307-v1:0', anthropic],
    ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', anthropic],
    ['global.anthropic.claude-sonnet-4-5-20250929-v1:0', anthropic],
    ['arn:aws:bedrock:us-east-1:1:inference-profile/jp.anthropic.claude-3-haiku', anthropic],
    ['arn:aws:bedrock:us-east-1::foundation-model/meta.llama3-8b-instruct-v1:0', llama],
    ['amazon.titan-text-express-v1', titan],
    ['apac.amazon.nova-lite-v1:0', nova],
    ['mistral.mistral-7b-instruct-v0:2', mistral],
    ['mistral.mixtral-8x7b-instruct-v0:1', mistral],
    ['mistral.mistral-large-2402-v1:0', mistral],
    ['mistral.mistral-large-2407-v1:0', chat],
    ['openai.gpt-oss-120b-1:0', chat],
  ])('providerDialect chooses by the provider of %s', (model, dialect) => {
    expect(providerDialect(model)).toBe(dialect);
  });

  it('providerDialect lists the known providers for an unknown one', () => {
    expect(() => providerDialect('acme.model-1')).toThrow(Problem);
    expect(() => providerDialect('acme.model-1')).toThrow(/"acme".*bedrock-converse.*anthropic/);
  });

  it.each(['arn:aws:bedrock:us-east-1:1:provisioned-model/abc123', 'claude'])(
    'providerDialect refuses %s, which does not name its provider',
    (model) => {
      expect(() => providerDialect(model)).toThrow(/does not tell who made it.*bedrock-converse/);
    },
  );
});
