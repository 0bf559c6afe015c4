import { describe, expect, it } from 'vitest';
import type { Reply } from '../../../src/target/contract/target.ts';
import { createTarget } from '../../../src/target/create-target.ts';
import { callOf, queryOf, specOf, wiringOf } from '../asking.ts';
import { eventBytes } from '../frame-bytes.ts';
import { startWireServer } from '../wire-server.ts';
import type { Respond, WireRecord } from '../wire-server.ts';

async function ask(
  model: string,
  stream: boolean,
  respond: Respond,
): Promise<{ reply: Reply; request: WireRecord | undefined }> {
  const server = await startWireServer(respond);
  const spec = specOf({ kind: 'bedrock-invoke', model, stream });
  const target = await createTarget(spec, wiringOf(server.url));
  try {
    const reply = await target.ask(queryOf('Hi'), callOf({ metadata: { runId: 'run-1' } }));
    return { reply, request: server.requests[0] };
  } finally {
    await target.close();
    await server.close();
  }
}

function chunk(json: unknown): Buffer {
  const bytes = Buffer.from(JSON.stringify(json)).toString('base64');
  return eventBytes('chunk', { bytes, p: 'abcdef' });
}

describe('a Bedrock InvokeModel target', () => {
  it('InvokeModel sends and accepts JSON, and tags the request', async () => {
    const answer: Respond = (response) => response.writeHead(200).end('{"generation":"Yes"}');
    const { request } = await ask('meta.llama3-8b-instruct-v1:0', false, answer);
    expect(request?.headers).toMatchObject({
      'content-type': 'application/json',
      accept: 'application/json',
      'x-amzn-bedrock-request-metadata': '{"runId":"run-1"}',
    });
    expect(JSON.parse(request?.body ?? '')).toMatchObject({ max_gen_len: 64 });
  });

  it('InvokeModel reads counts and latency from headers if the body has none', async () => {
    const { reply } = await ask('mistral.mistral-7b-instruct-v0:2', false, (response) => {
      response.writeHead(200, {
        'x-amzn-bedrock-input-token-count': '12',
        'x-amzn-bedrock-output-token-count': '3',
        'x-amzn-bedrock-invocation-latency': '456',
        'x-amzn-requestid': 'r1',
      });
      response.end(JSON.stringify({ outputs: [{ text: 'Yes', stop_reason: 'stop' }] }));
    });
    expect(reply).toMatchObject({
      outcome: 'ok',
      answer: 'Yes',
      stopReason: 'stop',
      tokens: { input: 12, output: 3, source: 'reported' },
      server: { latency: 456, requestId: 'r1' },
    });
  });

  it('InvokeModel reads the metrics in the last chunk', async () => {
    const { reply } = await ask('anthropic.claude-3-haiku-20240307-v1:0', true, (response) => {
      const metrics = {
        inputTokenCount: 8,
        outputTokenCount: 5,
        invocationLatency: 500,
        firstByteLatency: 200,
      };
      response.writeHead(200, { 'x-amzn-bedrock-content-type': 'application/json' });
      response.end(
        Buffer.concat([
          chunk({ type: 'message_start', message: { usage: { input_tokens: 8 } } }),
          chunk({ type: 'content_block_delta', delta: { type: 'text_delta', text: 'Yes' } }),
          chunk({ type: 'message_stop', 'amazon-bedrock-invocationMetrics': metrics }),
        ]),
      );
    });
    expect(reply).toMatchObject({
      outcome: 'ok',
      answer: 'Yes',
      tokens: { input: 8, output: 5, source: 'reported' },
      server: { latency: 500, ttft: 200 },
    });
  });
});

describe('options of a Bedrock InvokeModel target', () => {
  it('InvokeModel options are sent in headers', async () => {
    const server = await startWireServer((response) => response.end('{"generation":"Yes"}'));
    const target = await createTarget(
      specOf({
        kind: 'bedrock-invoke',
        model: 'meta.llama3-8b-instruct-v1:0',
        stream: false,
        guardrail: { id: 'g1', version: '2' },
        latency: 'optimized',
        serviceTier: 'flex',
      }),
      wiringOf(server.url),
    );
    await target.ask(queryOf('Hi'), callOf());
    await target.close();
    await server.close();
    expect(server.requests[0]?.headers).toMatchObject({
      'x-amzn-bedrock-guardrailidentifier': 'g1',
      'x-amzn-bedrock-guardrailversion': '2',
      'x-amzn-bedrock-performanceconfig-latency': 'optimized',
      'x-amzn-bedrock-service-tier': 'flex',
    });
  });

  it('a model that does not stream is refused as a stream', async () => {
    const spec = specOf({
      kind: 'bedrock-invoke',
      model: 'amazon.titan-embed-text-v2:0',
      stream: true,
    });
    await expect(createTarget(spec, wiringOf('http://127.0.0.1:1'))).rejects.toThrow(
      '"amazon.titan-embed-text-v2:0" does not stream. Set stream: false.',
    );
  });
});
