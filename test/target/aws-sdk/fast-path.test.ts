import { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import { afterEach, describe, expect, it } from 'vitest';
import type { SdkFastPath } from '../../../src/sample/sdk-fast-path.ts';
import {
  SdkHandler,
  SHAPING_STEP,
  TRACKING_STEP,
} from '../../../src/target/aws-sdk/sdk-handler.ts';
import { createTransport } from '../../../src/target/connection/transport.ts';
import { createTarget } from '../../../src/target/create-target.ts';
import { decodeWhole } from '../../../src/target/decode/answer-decoder.ts';
import { createReplyBuilder } from '../../../src/target/decode/reply-builder.ts';
import { converse } from '../../../src/target/dialect/converse.ts';
import { networkOf } from '../../../src/target/network/network.ts';
import { callOf, queryOf, specOf, wiringOf } from '../asking.ts';
import { startWireServer, type WireServer } from '../wire-server.ts';

const ANSWER = JSON.stringify({
  output: { message: { content: [{ text: 'Yes' }] } },
  stopReason: 'end_turn',
  usage: { inputTokens: 1, outputTokens: 1 },
});

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close();
});

async function serve(): Promise<WireServer> {
  const server = await startWireServer((response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(ANSWER);
  });
  open.push(() => server.close());
  return server;
}

/** Returns the SDK's signing scheme with a signer that cannot sign. */
function withoutSigner(smithyContext: unknown): object {
  const { selectedHttpAuthScheme } = smithyContext as { selectedHttpAuthScheme: object };
  return { ...selectedHttpAuthScheme, signer: {} };
}

type Track = SdkHandler['track'];

/**
 * Sends two requests through an SDK client with changed middleware, and returns what was reported
 * about the fast path.
 */
async function factsWith(
  change: (track: Track) => Track,
  server: WireServer,
): Promise<readonly SdkFastPath[]> {
  const facts: SdkFastPath[] = [];
  const clientConfig = {
    ...wiringOf(server.url),
    onSdkFastPath: (fact: SdkFastPath) => facts.push(fact),
  };
  const transport = createTransport(2, [], networkOf(clientConfig));
  open.push(() => transport.close());
  const sdk = new SdkHandler(clientConfig, transport, {});
  const client = new BedrockRuntimeClient(sdk.config);
  client.middlewareStack.add(change(sdk.track), TRACKING_STEP);
  client.middlewareStack.add(sdk.shape, SHAPING_STEP);
  for (let n = 0; n < 2; n++) {
    const input = {
      modelId: 'm',
      messages: [{ role: 'user' as const, content: [{ text: 'Hi' }] }],
    };
    const reply = await sdk.ask(
      { input, send: () => client.send(new ConverseCommand(input)), read: () => undefined },
      callOf(),
      createReplyBuilder((_, emit) => decodeWhole(converse, false, emit), 'm'),
    );
    expect(reply.outcome).toBe('ok');
  }
  return facts;
}

/** Returns a context of the SDK with one member changed; all others are passed through. */
function changed(context: object, name: string, by: (value: unknown) => unknown): object {
  return new Proxy(context, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key);
      return key === name ? by(value) : value;
    },
  });
}

describe('the fast path of an AWS SDK client', () => {
  it('a target reports once that its requests take the fast path', async () => {
    const server = await serve();
    const target = await createTarget(
      specOf({ kind: 'bedrock-converse', model: 'm', stream: false }),
      wiringOf(server.url),
    );
    open.push(() => target.close());
    expect(target.sdkFastPaths?.()).toEqual([]);
    await target.ask(queryOf('Hi'), callOf());
    await target.ask(queryOf('Hi'), callOf());
    expect(target.sdkFastPaths?.()).toEqual([{ client: 'BedrockRuntimeClient' }]);
  });

  it('an SDK context without a needed member is reported and not used for the fast path', async () => {
    const server = await serve();
    const facts = await factsWith(
      (track) => (next, context) =>
        track(
          next,
          changed(context, '__smithy_context', (value) => ({
            ...(value as object),
            operationSchema: undefined,
          })),
        ),
      server,
    );
    expect(facts).toEqual([
      {
        client: 'BedrockRuntimeClient',
        fallback: {
          reason: 'shape',
          detail: 'the context of its middleware has no operationSchema',
        },
      },
    ]);
    expect(server.requests).toHaveLength(2);
  });

  it('an error in the SDK’s internals disables the fast path', async () => {
    const facts = await factsWith(
      (track) => (next, context) =>
        track(
          next,
          changed(context, '__smithy_context', (value) => ({
            ...(value as object),
            selectedHttpAuthScheme: withoutSigner(value),
          })),
        ),
      await serve(),
    );
    expect(facts).toMatchObject([{ fallback: { reason: 'shape' } }]);
    expect(facts[0]?.fallback?.detail).toMatch(/^preparing a request failed: ./);
  });

  it('a prepared request that differs from the SDK’s disables the fast path', async () => {
    const facts = await factsWith(
      (track) => (next, context) =>
        track(
          next,
          changed(context, 'endpointV2', () => ({ url: new URL('http://127.0.0.1:9/elsewhere') })),
        ),
      await serve(),
    );
    expect(facts).toEqual([
      {
        client: 'BedrockRuntimeClient',
        fallback: {
          reason: 'different',
          detail: 'a prepared request had another address than the SDK’s',
        },
      },
    ]);
  });

  it('an untested client does not take the fast path', async () => {
    const facts = await factsWith(
      (track) => (next, context) =>
        track(
          next,
          changed(context, 'clientName', () => 'BedrockFutureClient'),
        ),
      await serve(),
    );
    expect(facts).toEqual([
      {
        client: 'BedrockFutureClient',
        fallback: { reason: 'version', detail: 'BedrockFutureClient was never tested' },
      },
    ]);
  });
});
