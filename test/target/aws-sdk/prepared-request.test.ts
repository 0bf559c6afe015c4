import { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import { HttpRequest, HttpResponse } from '@smithy/core/protocols';
import { afterEach, describe, expect, it } from 'vitest';
import type { Query } from '../../../src/dataset/query/query.ts';
import { checkSignature } from '../../../src/emulator/auth/signature.ts';
import type { ServiceSpec } from '../../../src/scenario/target/target-spec.ts';
import { prepareRequest } from '../../../src/target/aws-sdk/prepared-request.ts';
import type { PreparedRequest } from '../../../src/target/aws-sdk/prepared-request.ts';
import type { Target } from '../../../src/target/contract/target.ts';
import { createTarget } from '../../../src/target/create-target.ts';
import { callOf, queryOf, specOf, wiringOf } from '../asking.ts';
import { eventBytes } from '../frame-bytes.ts';
import { startWireServer } from '../wire-server.ts';
import type { Respond, WireRecord, WireServer } from '../wire-server.ts';

const MODEL = 'anthropic.claude-v1:0';
const usage = { inputTokens: 1, outputTokens: 1 };
const anthropic = { content: [{ type: 'text', text: 'Yes' }], stop_reason: 'end_turn' };
const json =
  (value: unknown): Respond =>
  (response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  };

const KINDS: readonly (readonly [string, ServiceSpec, Respond])[] = [
  [
    'Converse',
    { kind: 'bedrock-converse', model: MODEL, stream: false },
    json({
      output: { message: { content: [{ text: 'Yes' }] } },
      stopReason: 'end_turn',
      usage,
    }),
  ],
  [
    'ConverseStream',
    { kind: 'bedrock-converse', model: MODEL, stream: true },
    (response) => {
      const text = eventBytes('contentBlockDelta', { delta: { text: 'Yes' } });
      const stop = eventBytes('messageStop', { stopReason: 'end_turn' });
      response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
      response.end(Buffer.concat([text, stop]));
    },
  ],
  ['InvokeModel', { kind: 'bedrock-invoke', model: MODEL, stream: false }, json(anthropic)],
  [
    'InvokeEndpoint',
    { kind: 'sagemaker', endpointName: 'support', body: 'tgi', stream: false },
    json([{ generated_text: 'Yes' }]),
  ],
  [
    'Lambda',
    {
      kind: 'lambda',
      functionName: 'support',
      body: { q: '{{ prompt }}' },
      answer: 'text',
      usage: {},
      stream: false,
    },
    json({ text: 'Yes' }),
  ],
];

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close();
});

async function serve(respond: Respond): Promise<WireServer> {
  const server = await startWireServer(respond);
  open.push(() => server.close());
  return server;
}

async function targetOf(service: ServiceSpec, server: WireServer): Promise<Target> {
  const target = await createTarget(specOf(service), wiringOf(server.url));
  open.push(() => target.close());
  return target;
}

async function ask(target: Target, query: Query, metadata: Record<string, string>): Promise<void> {
  const { outcome, error } = await target.ask(query, callOf({ metadata }));
  expect({ outcome, error }).toEqual({ outcome: 'ok', error: undefined });
}

/** Headers that differ with each request. */
const PER_REQUEST = ['amz-sdk-invocation-id', 'x-amz-date', 'authorization'];

function lasting({ method, path, headers, body }: WireRecord): unknown {
  const [signedHeaders] = /SignedHeaders=[^,]+/.exec(headers.authorization ?? '') ?? [];
  const kept = Object.entries(headers).filter(([name]) => !PER_REQUEST.includes(name));
  return { method, path, body, signedHeaders, headers: Object.fromEntries(kept) };
}

describe('a prepared request', () => {
  it.each(KINDS)(
    'a prepared request to %s equals the one the SDK makes',
    async (_, service, respond) => {
      const server = await serve(respond);
      const query = queryOf('Grüße, “you”', {
        system: 'Be brief.',
        temperature: 0.5,
        maxTokens: 9,
      });
      const metadata = { runId: 'run-2' };
      const warm = await targetOf(service, server);
      await ask(warm, queryOf('Hi'), { runId: 'run-1', queryId: 'q' });
      await ask(warm, query, metadata);
      expect(warm.sdkFastPaths?.().map(({ fallback }) => fallback)).toEqual([undefined]);
      await ask(await targetOf(service, server), query, metadata);
      const [first, prepared, whole] = server.requests;
      if (first === undefined || prepared === undefined || whole === undefined) {
        throw new Error('three requests should have come');
      }
      expect(lasting(prepared)).toEqual(lasting(whole));
      expect(prepared.headers['amz-sdk-invocation-id']).not.toBe(
        first.headers['amz-sdk-invocation-id'],
      );
    },
  );

  it.each(KINDS)('a prepared request to %s has a valid signature', async (_, service, respond) => {
    const server = await serve(respond);
    const target = await targetOf(service, server);
    for (const text of ['Hi', 'Grüße']) await ask(target, queryOf(text), {});
    const faults = server.requests.map((request) =>
      checkSignature(
        { ...request, body: Buffer.from(request.body) },
        {
          secrets: new Map([['AKIDEXAMPLE', 'secret']]),
          services: ['bedrock', 'sagemaker', 'lambda'],
          now: Date.now(),
        },
      ),
    );
    expect(faults).toEqual([undefined, undefined]);
  });

  it('the SDK makes a new request after a 403', async () => {
    let n = 0;
    const converse = json({
      output: { message: { content: [{ text: 'Yes' }] } },
      stopReason: 'end_turn',
      usage,
    });
    const server = await serve((response, request) => {
      if (++n !== 2) return converse(response, request);
      return response.writeHead(403).end('{"message":"Signature expired"}');
    });
    const target = await targetOf(
      { kind: 'bedrock-converse', model: MODEL, stream: false },
      server,
    );
    const outcomes = [];
    for (let i = 0; i < 3; i++) outcomes.push((await target.ask(queryOf('Hi'), callOf())).outcome);
    expect(outcomes).toEqual(['ok', 'refused_request', 'ok']);
  });
});

describe('prepareRequest', () => {
  /** Prepares requests where a target does, after the signer, with the auth of the client. */
  async function prepare(
    auth: ConstructorParameters<typeof BedrockRuntimeClient>[0],
  ): Promise<PreparedRequest> {
    let prepared: Promise<PreparedRequest> | undefined;
    const requestHandler = {
      handle: async () => ({ response: new HttpResponse({ statusCode: 200 }) }),
    };
    const endpoint = 'http://127.0.0.1:1';
    const client = new BedrockRuntimeClient({
      region: 'eu-west-1',
      endpoint,
      requestHandler,
      ...auth,
    });
    client.middlewareStack.add(
      (next, context) => (args) => {
        const { input, request } = args;
        if (HttpRequest.isInstance(request)) {
          prepared = prepareRequest(input, request, context);
          // Heard by the test, but later.
          prepared.catch(() => undefined);
        }
        return next(args);
      },
      { step: 'deserialize', priority: 'low' },
    );
    await client.send(new ConverseCommand({ modelId: 'a', messages: [] })).catch(() => undefined);
    if (prepared === undefined) throw new Error('the client signed no request');
    return prepared;
  }

  it('prepared requests go to the client’s endpoint and are signed for its region', async () => {
    const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
    const prepared = await prepare({ credentials, authSchemePreference: ['sigv4'] });
    const request = await prepared.request({ modelId: 'b', messages: [] });
    expect(request).toMatchObject({ hostname: '127.0.0.1', port: 1, path: '/model/b/converse' });
    expect(request.headers['authorization']).toMatch(/\/eu-west-1\/bedrock\/aws4_request/);
  });

  it('prepared requests use the current credentials', async () => {
    let n = 0;
    const expiration = new Date(0);
    const credentials = async () => ({
      accessKeyId: `AKID${++n}`,
      secretAccessKey: 'secret',
      expiration,
    });
    const prepared = await prepare({ credentials, authSchemePreference: ['sigv4'] });
    const before = n;
    const request = await prepared.request({ modelId: 'a', messages: [] });
    expect(request.headers['authorization']).toContain(`Credential=AKID${n}/`);
    expect(n).toBeGreaterThan(before);
  });

  it('requests with a bearer token are not prepared', async () => {
    const token = { token: 'bedrock-api-key' };
    await expect(
      prepare({ token, authSchemePreference: ['httpBearerAuth'] }),
    ).rejects.toMatchObject({
      reason: 'auth',
      message: 'its requests are authenticated by smithy.api#httpBearerAuth, not by sigv4',
    });
  });
});
