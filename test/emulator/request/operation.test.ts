import { describe, expect, it } from 'vitest';
import { findRoute } from '../../../src/emulator/request/operation.ts';

describe('the route lookup', () => {
  it.each([
    [
      '/model/anthropic.claude-3-haiku-20240307-v1%3A0/converse',
      'bedrock',
      'Converse',
      'anthropic.claude-3-haiku-20240307-v1:0',
    ],
    [
      '/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Aprovisioned-model%2Fabc/invoke-with-response-stream',
      'bedrock',
      'InvokeModelWithResponseStream',
      'arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abc',
    ],
    ['/model/a.b/count-tokens', 'bedrock', 'CountTokens', 'a.b'],
    ['/endpoints/my-llama/invocations', 'sagemaker', 'InvokeEndpoint', 'my-llama'],
    ['/prod/answer?x=1', 'gateway', 'Ask', '/prod/answer'],
    ['/2015-03-31/functions/support/invocations?Qualifier=live', 'lambda', 'Invoke', 'support'],
    [
      '/2021-11-15/functions/arn%3Aaws%3Alambda%3Af/response-streaming-invocations',
      'lambda',
      'InvokeWithResponseStream',
      'arn:aws:lambda:f',
    ],
    ['/', 'lambda', 'Ask', '/'],
    ['/api/v2/ask', 'gateway', 'Ask', '/api/v2/ask'],
  ])('the path %s is an operation of %s', (path, service, operation, subject) => {
    expect(findRoute('POST', path)).toEqual({ service, operation, subject });
  });

  it.each(['/v1/chat/completions', '/openai/v1/chat/completions'])(
    'the path %s leaves the model to the body',
    (path) => {
      expect(findRoute('POST', path)).toEqual({ service: 'openai', operation: 'ChatCompletions' });
    },
  );

  it.each([
    ['/v1/responses', 'openai', 'Responses'],
    ['/openai/v1/responses', 'openai', 'Responses'],
    ['/v1/messages', 'anthropic', 'Messages'],
    ['/anthropic/v1/messages', 'anthropic', 'Messages'],
  ])('the path %s leaves the model to the body, too', (path, service, operation) => {
    expect(findRoute('POST', path)).toEqual({ service, operation });
  });

  it.each([
    ['POST', '/model/a.b/sing', 'bedrock'],
    ['GET', '/model/a.b/converse', 'bedrock'],
    ['POST', '/model/a.b/converse/again', 'bedrock'],
    ['POST', '/model/%E0%A4%A/converse', 'bedrock'],
    ['POST', '/endpoints/x/dance', 'sagemaker'],
    ['GET', '/prod/answer', 'gateway'],
    ['POST', '/elsewhere', undefined],
  ])('the request %s %s is no operation, of the service %s', (method, path, service) => {
    expect(findRoute(method, path)).toBe(service);
  });
});
