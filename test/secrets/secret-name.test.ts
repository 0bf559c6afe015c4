import { describe, expect, it } from 'vitest';
import { isOpenHeader, isOpenParameter, isSecretName } from '../../src/secrets/secret-name.ts';

describe('a secret name', () => {
  it.each([
    'authorization',
    'Proxy-Authorization',
    'Cookie',
    'set-cookie',
    'x-functions-key',
    'ocp-apim-subscription-key',
    'X-Auth',
    'x-auth-user',
    'x-api-key',
    'api_key',
    'apiKey',
    'APIKEY',
    'access_token',
    'accessToken',
    'authtoken',
    'token',
    'hf_token',
    'X-Amz-Security-Token',
    'X-Amz-Signature',
    'X-Amz-Credential',
    'sig',
    'client_secret',
    'clientSecret',
    'secrets',
    'credentials',
    'password',
    'dbPassword',
    'aws_secret_access_key',
    'OPENAI_API_KEY',
  ])('%s is a secret name', (name) => {
    expect(isSecretName(name)).toBe(true);
  });

  it.each([
    'maxTokens',
    'max_tokens',
    'maxTokenCount',
    'token_usage',
    'inputTokens',
    'tokensPerMinute',
    'eos_token',
    'stop_token',
    'next_token',
    'content-type',
    'accept',
    'key',
    'keywords',
    'monkey',
    'author',
    'model',
    'question',
    'design',
    'accessKeyId',
    'InvalidSignatureException',
  ])('%s is not a secret name', (name) => {
    expect(isSecretName(name)).toBe(false);
  });

  it('all but a few known parameters and headers are treated as keys', () => {
    expect(['key', 'code', 'token', 'q'].map(isOpenParameter)).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect(isOpenParameter('api-version')).toBe(true);
    expect(['x-anything', 'X-Tenant'].map(isOpenHeader)).toEqual([false, false]);
    expect(isOpenHeader('Content-Type')).toBe(true);
  });
});
