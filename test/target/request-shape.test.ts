import { describe, expect, it } from 'vitest';
import { regionOf } from '../../src/cost/target-region.ts';
import { permissionsOf } from '../../src/iam/target-permission.ts';
import type { LeafTarget } from '../../src/scenario/leaf-targets.ts';
import type { ServiceSpec } from '../../src/scenario/target/target-spec.ts';
import { ownAddress, clientConfigFor } from '../../src/target/account/address.ts';
import { createTarget } from '../../src/target/create-target.ts';
import { callOf, queryOf, specOf, wiringOf } from './asking.ts';
import { startWireServer, type WireRecord } from './wire-server.ts';

/** Returns what a service receives for two requests: the second is made from the prepared one. */
async function sent(service: ServiceSpec, text = 'Hi'): Promise<readonly WireRecord[]> {
  const server = await startWireServer((response) => {
    const whole = { output: { message: { content: [{ text: 'Hi' }] } }, stopReason: 'end_turn' };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(whole));
  });
  const target = await createTarget(specOf(service), wiringOf(server.url));
  try {
    for (let n = 0; n < 2; n++) await target.ask(queryOf(text), callOf());
    return server.requests;
  } finally {
    await target.close();
    await server.close();
  }
}

const CONVERSE = { kind: 'bedrock-converse', model: 'm', stream: false } as const;

describe('a target on an AWS SDK', () => {
  it('an AWS target signs its own headers and query, in the first and in prepared requests', async () => {
    const requests = await sent({
      ...CONVERSE,
      headers: { 'X-Team': 'search' },
      query: { trace: 'on' },
      projectIdentifier: 'p-1',
    });
    expect(requests).toHaveLength(2);
    for (const { path, headers } of requests) {
      expect(path).toBe('/model/m/converse?trace=on');
      expect(headers).toMatchObject({
        'x-team': 'search',
        'x-amzn-bedrock-projectidentifier': 'p-1',
      });
      const signed = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? '')?.[1];
      expect(signed?.split(';')).toEqual(
        expect.arrayContaining(['x-team', 'x-amzn-bedrock-projectidentifier']),
      );
    }
  });

  it.each<[string, object, string]>([
    ['a member of no operation', { request: { temperature: 0 } }, 'temperature'],
    ['a member of no member', { inferenceConfig: { topK: 5, topP: 1 } }, 'inferenceConfig.topK'],
  ])('a patch member that the SDK would drop is a Problem: %s', async (_, more, name) => {
    await expect(sent({ ...CONVERSE, ...more })).rejects.toThrow(`sends no ${name}:`);
  });

  it('members of Converse win over the prompt’s, and request over both', async () => {
    const [first] = await sent({
      ...CONVERSE,
      inferenceConfig: { topP: 0.5, maxTokens: 9 },
      requestMetadata: { team: 'search' },
      request: { inferenceConfig: { topP: null }, system: [{ text: 'Be brief.' }] },
    });
    expect(JSON.parse(first?.body ?? '')).toEqual({
      messages: [{ role: 'user', content: [{ text: 'Hi' }] }],
      system: [{ text: 'Be brief.' }],
      inferenceConfig: { maxTokens: 9 },
      requestMetadata: { team: 'search' },
    });
  });

  it('request is merged into a container’s body, and SageMaker gets model and attributes', async () => {
    const [first] = await sent({
      kind: 'sagemaker',
      endpointName: 'e',
      body: 'tgi',
      stream: false,
      targetModel: 'a.tar.gz',
      customAttributes: 'team=search',
      request: { parameters: { details: null, watermark: true } },
    });
    expect(first?.headers).toMatchObject({
      'x-amzn-sagemaker-target-model': 'a.tar.gz',
      'x-amzn-sagemaker-custom-attributes': 'team=search',
    });
    expect(JSON.parse(first?.body ?? '')).toEqual({
      inputs: 'Hi',
      parameters: { max_new_tokens: 64, return_full_text: false, watermark: true },
    });
  });
});

describe('a deployed API', () => {
  it('a custom API’s patch has templates, and its query parameters are appended', async () => {
    const [first] = await sent({
      kind: 'http',
      url: 'http://api.example/ask?v=1',
      headers: {},
      query: { key: 'a b' },
      body: { q: '{{ prompt }}', limit: '{{ maxTokens }}' },
      request: { options: { echo: '{{ prompt }}' }, limit: null },
      answer: 'a',
      usage: {},
      stream: false,
    });
    expect(first?.path).toBe('/ask?v=1&key=a+b');
    expect(JSON.parse(first?.body ?? '')).toEqual({ q: 'Hi', options: { echo: 'Hi' } });
  });
});

describe('a target’s own region', () => {
  const spec = specOf(CONVERSE) as LeafTarget;
  const there = { ...spec, region: 'eu-west-1' };
  const where = { region: 'us-east-1', account: '123456789012' };

  it('a target’s own region sets its address, signature, policy and prices', () => {
    expect(ownAddress(there, 'us-east-1', {})).toBe(
      'https://bedrock-runtime.eu-west-1.amazonaws.com',
    );
    expect(clientConfigFor(there, wiringOf('aws')).region).toBe('eu-west-1');
    expect(permissionsOf(there, where)[0]?.resource).toContain(':eu-west-1:');
    expect(regionOf(there, 'us-east-1')).toBe('eu-west-1');
  });

  it('a target without a region has the scenario’s', () => {
    expect(clientConfigFor(spec, wiringOf('aws')).region).toBe('us-east-1');
    expect(permissionsOf(spec, where)[0]?.resource).toContain(':us-east-1:');
    expect(regionOf(spec, 'us-east-1')).toBe('us-east-1');
  });

  it('the region of an ARN wins over the target’s own', () => {
    const model = 'arn:aws:bedrock:us-west-2:123456789012:application-inference-profile/a';
    expect(regionOf({ ...there, model } as LeafTarget, 'us-east-1')).toBe('us-west-2');
  });

  it('the policy contains a guardrail given by AWS’s own members', () => {
    const guarded = { ...there, guardrailConfig: { guardrailIdentifier: 'g1' } } as LeafTarget;
    const arns = permissionsOf(guarded, where).map(({ resource }) => resource);
    expect(arns).toContain('arn:aws:bedrock:eu-west-1:123456789012:guardrail/g1');
  });
});
