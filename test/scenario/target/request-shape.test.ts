import { describe, expect, it } from 'vitest';
import { outputLimit } from '../../../src/scenario/model/output-limit.ts';
import { joinPatches, mergePatch } from '../../../src/scenario/target/request-shape.ts';
import type { ServiceSpec } from '../../../src/scenario/target/target-spec.ts';
import { specOf } from '../../target/asking.ts';

describe('a merge patch', () => {
  // RFC 7396, appendix A, where both are objects.
  it.each([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('changes %j by %j to %j', (body, patch, merged) => {
    const before = structuredClone(body);
    expect(mergePatch(body, patch)).toEqual(merged);
    expect(body).toEqual(before);
  });

  it('is combined with a later one, which overrides it and may remove members', () => {
    const fields = { inferenceConfig: { topP: 0.5, temperature: 1 } };
    const joined = joinPatches(fields, { inferenceConfig: { temperature: null }, more: 1 });
    expect(joined).toEqual({ inferenceConfig: { topP: 0.5, temperature: null }, more: 1 });
  });
});

const OPENAI = { kind: 'openai', url: 'http://m.example', model: 'm', stream: true, headers: {} };

describe('the output limit of a request', () => {
  it.each<[object, number | undefined]>([
    [OPENAI, 512],
    [{ ...OPENAI, request: { ignore_eos: true } }, 512],
    [{ ...OPENAI, request: { max_tokens: null } }, undefined],
    [{ ...OPENAI, request: { max_tokens: null, max_completion_tokens: 90 } }, 90],
    [{ ...OPENAI, request: { max_tokens: 2000 } }, 2000],
    [{ kind: 'bedrock-converse', model: 'm', inferenceConfig: { maxTokens: 77 } }, 77],
    [{ kind: 'bedrock-converse', model: 'm', inferenceConfig: { topP: 1 } }, 512],
    [{ kind: 'sagemaker', body: 'tgi', request: { parameters: { max_new_tokens: 9 } } }, 9],
  ])('of %j is %s with a prompt of 512', (service, limit) => {
    expect(outputLimit(specOf(service as ServiceSpec), 512)).toBe(limit);
  });

  it('is, for a route, that of the part that answered', () => {
    const parts = {
      open: specOf({ ...OPENAI, request: { max_tokens: null } } as ServiceSpec),
      plain: specOf(OPENAI as ServiceSpec),
    };
    const route = specOf({ kind: 'route', by: 'fallback', on: ['timeout'], parts });
    expect(outputLimit(route, 512, 'open')).toBeUndefined();
    expect(outputLimit(route, 512, 'plain')).toBe(512);
  });
});
