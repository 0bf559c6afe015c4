import { describe, expect, it } from 'vitest';
import { targetSchema } from '../../../src/scenario/target/target-schema.ts';

const nova = { kind: 'bedrock-converse', model: 'amazon.nova-lite-v1:0' };

/** What is wrong with a target, as path and message. */
function complaints(target: unknown): string[] {
  const { error } = targetSchema.safeParse(target);
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

const chat = { kind: 'openai', url: 'http://m.example/v1', model: 'm' };

describe('the schema of a target', () => {
  it.each<[string, object]>([
    [
      'request, headers, query and region',
      {
        ...chat,
        request: { ignore_eos: true, stop: null },
        headers: { a: 'b' },
        query: { c: 'd' },
        region: 'eu-west-1',
      },
    ],
    ['a request without model, which Azure has in the path', { ...chat, request: { model: null } }],
    [
      'request.stream with the target’s own value',
      { ...chat, stream: false, request: { stream: false } },
    ],
    [
      'members of Converse',
      {
        ...nova,
        inferenceConfig: { topP: 1 },
        outputConfig: { effort: 'low' },
        toolConfig: { tools: [] },
        promptVariables: {},
        additionalModelResponseFieldPaths: ['/a'],
        projectIdentifier: 'p',
      },
    ],
    [
      'a template body with request',
      { kind: 'http', url: 'http://m.example', body: {}, answer: 'a', request: { stream: true } },
    ],
  ])('accepts %s', (_, target) => {
    expect(complaints(target)).toEqual([]);
  });

  it.each<[string, object, RegExp]>([
    [
      'another value of request.stream',
      { ...chat, request: { stream: false } },
      /^request.stream: .* own stream/,
    ],
    [
      'another value of request.model',
      { ...chat, request: { model: 'n' } },
      /^request.model: .* own model/,
    ],
    ['another model in Converse’s request', { ...nova, request: { modelId: 'n' } }, /own model/],
    [
      'a service tier in request, which the price does not follow',
      { ...nova, request: { serviceTier: { type: 'flex' } } },
      /own serviceTier/,
    ],
    [
      'two guardrails',
      { ...nova, guardrail: { id: 'g' }, guardrailConfig: {} },
      /write one of them/,
    ],
    [
      'an unknown latency',
      { ...nova, performanceConfig: { latency: 'fast' } },
      /"standard" or "optimized"/,
    ],
    ['an invalid region', { ...nova, region: 'Ireland' }, /eu-west-1/],
    [
      'maxTokensName for the Responses API',
      { ...chat, api: 'responses', maxTokensName: 'max_tokens' },
      /api: chat/,
    ],
    ['extra', { ...chat, extra: {} }, /Unknown key "extra". Did you mean "request"/],
    ['extraBody', { ...chat, extraBody: {} }, /Did you mean "request"/],
    ['extra_body', { kind: 'anthropic', model: 'm', extra_body: {} }, /Did you mean "request"/],
    [
      'parameters',
      { kind: 'sagemaker', endpointName: 'e', parameters: {} },
      /Did you mean "request"/,
    ],
    ['body', { ...nova, body: {} }, /Did you mean "request"/],
  ])('rejects %s', (_, target, complaint) => {
    expect(complaints(target).join('\n')).toMatch(complaint);
  });
});

describe('a route', () => {
  const cascade = { kind: 'route', by: 'cascade', parts: { cheap: nova, strong: nova } };

  it('fills in its defaults and those of its parts, and keeps their order', () => {
    const read = targetSchema.parse(cascade);
    expect(read).toMatchObject({
      timeout: 60_000,
      escalate: { refusal: true },
      parts: { cheap: { stream: true, timeout: 60_000 } },
    });
    expect('parts' in read && Object.keys(read.parts)).toEqual(['cheap', 'strong']);
  });

  it('may be a part of a route', () => {
    expect(complaints({ kind: 'route', by: 'cache', parts: { models: cascade } })).toEqual([]);
  });

  it.each<[string, object, RegExp]>([
    ['no parts', { ...cascade, parts: {} }, /^parts: A route has at least one part/],
    [
      'a rule to an unknown part',
      { ...cascade, by: 'rules', rules: [{ to: 'strnog' }], otherwise: 'cheap' },
      /^rules.0.to: There is no part "strnog". Did you mean "strong"\?/,
    ],
    ['a cache with two parts', { ...cascade, by: 'cache' }, /^parts: A cache has exactly one part/],
    [
      'a hedge with three parts',
      { ...cascade, by: 'hedge', after: '1s', parts: { a: nova, b: nova, c: nova } },
      /^parts: A hedge has at most two parts/,
    ],
    [
      'an invalid regular expression',
      { ...cascade, escalate: { matching: '(' } },
      /not a valid regular expression/,
    ],
    ['a part with a number as name', { ...cascade, parts: { 1: nova } }, /Invalid key/],
    ['a price for the route', { ...cascade, price: 'x' }, /Unknown key "price"/],
  ])('rejects %s', (_, target, complaint) => {
    expect(complaints(target).join('\n')).toMatch(complaint);
  });
});
