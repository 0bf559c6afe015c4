import { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import { afterEach, describe, expect, it } from 'vitest';
import type { SdkFastPath } from '../../../src/sample/sdk-fast-path.ts';
import {
  createSdkHandler,
  SHAPING_STEP,
  type SdkHandler,
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

/** The SDK's choice of how to sign, with a signer that cannot sign. */
function withoutSigner(smithyContext: unknown): object {
  const { selectedHttpAuthScheme } = smithyContext as { selectedHttpAuthScheme: object };
  return { ...selectedHttpAuthScheme, signer: {} };
}

type Track = SdkHandler['track'];

/**
 * Asks twice through a client of the SDK whose middleware was changed, and returns what was told of
 * the fast path.
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
  const sdk = createSdkHandler(clientConfig, transport, {});
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

/** A context of the SDK with one member changed; all others are read through. */
function changed(context: object, name: string, by: (value: unknown) => unknown): object {
  return new Proxy(context, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key);
      return key === name ? by(value) : value;
    },
  });
}

describe('the fast path of an AWS SDK client', () => {
  it('is told once by a target whose requests go it', async () => {
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

  it('is left, and said to be, where the SDK’s internals lack what is read of them', async () => {
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

  it('is left where the SDK’s internals throw', async () => {
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

  it('is left where what comes out is not what the SDK sends', async () => {
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

  it('is left where a client is none of those that were tested', async () => {
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
