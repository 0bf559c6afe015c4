import { describe, expect, it } from 'vitest';
import type { ServiceSpec } from '../../src/scenario/target/target-spec.ts';
import type { Reply } from '../../src/target/contract/target.ts';
import { createTarget } from '../../src/target/create-target.ts';
import { callOf, queryOf, specOf, wiringOf } from './asking.ts';
import { eventBytes, frameBytes } from './frame-bytes.ts';
import { startWireServer } from './wire-server.ts';
import type { Respond, WireRecord } from './wire-server.ts';

const FUNCTION: Extract<ServiceSpec, { kind: 'lambda' }> = {
  kind: 'lambda',
  functionName: 'support',
  qualifier: 'live',
  body: { q: '{{ prompt }}' },
  answer: 'text',
  usage: { output: 'out' },
  stream: true,
};

async function ask(
  stream: boolean,
  respond: Respond,
): Promise<{ reply: Reply; request: WireRecord | undefined }> {
  const server = await startWireServer(respond);
  const target = await createTarget(specOf({ ...FUNCTION, stream }), wiringOf(server.url));
  try {
    const reply = await target.ask(queryOf('Hi'), callOf());
    return { reply, request: server.requests[0] };
  } finally {
    await target.close();
    await server.close();
  }
}

function chunk(text: string): Buffer {
  const headers = {
    ':event-type': 'PayloadChunk',
    ':content-type': 'application/octet-stream',
    ':message-type': 'event',
  };
  return frameBytes(headers, Buffer.from(text));
}

function frames(...bytes: readonly Buffer[]): Respond {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
    response.end(Buffer.concat(bytes));
  };
}

const COMPLETE = eventBytes('InvokeComplete', {});

describe('a Lambda target', () => {
  it('a Lambda target invokes the function with the filled event', async () => {
    const { reply, request } = await ask(false, (response) => {
      response.writeHead(200, { 'x-amzn-requestid': 'r1' }).end('{"text":"Yes","out":1}');
    });
    expect(request).toMatchObject({
      path: '/2015-03-31/functions/support/invocations?Qualifier=live',
      headers: { authorization: expect.stringMatching(/us-east-1\/lambda\/aws4_request/) },
      body: '{"q":"Hi"}',
    });
    expect(reply).toMatchObject({
      outcome: 'ok',
      answer: 'Yes',
      tokens: { output: 1 },
      server: { requestId: 'r1' },
    });
  });

  it('a Lambda target reads events from chunks cut at any byte', async () => {
    const written = [
      'data: {"te',
      'xt":"Grü"}\n\nda',
      'ta: {"text":"ße"}\n\n',
      'data: {"out":2}\n\n',
    ].map(chunk);
    const { reply, request } = await ask(true, frames(...written, COMPLETE));
    expect(request?.path).toBe(
      '/2021-11-15/functions/support/response-streaming-invocations?Qualifier=live',
    );
    expect(reply).toMatchObject({
      outcome: 'ok',
      answer: 'Grüße',
      chunks: 2,
      tokens: { output: 2 },
    });
  });

  it('a Lambda stream without its completion is incomplete', async () => {
    const { reply } = await ask(true, frames(chunk('data: {"text":"Hel"}\n\n')));
    expect(reply).toMatchObject({ outcome: 'incomplete', answer: 'Hel' });
  });

  it('a Lambda target reads the error at the end of a stream', async () => {
    const end = eventBytes('InvokeComplete', { ErrorCode: 'Unhandled', ErrorDetails: 'oops' });
    const { reply } = await ask(true, frames(chunk('data: {"text":"Hel"}\n\n'), end));
    expect(reply).toMatchObject({
      outcome: 'server_error',
      error: { name: 'Unhandled', message: 'oops' },
      answer: 'Hel',
    });
  });

  it('a function that threw is a failure though its status is 200', async () => {
    const { reply } = await ask(false, (response) => {
      response.writeHead(200, { 'x-amz-function-error': 'Unhandled' });
      response.end('{"errorType":"KeyError","errorMessage":"no such row"}');
    });
    expect(reply).toMatchObject({
      outcome: 'server_error',
      error: { name: 'KeyError', message: 'no such row' },
    });
  });

  it('a Lambda concurrency limit is throttled with Lambda’s own name', async () => {
    const { reply } = await ask(true, (response) => {
      response.writeHead(429, { 'x-amzn-errortype': 'TooManyRequestsException' });
      const reason = 'ReservedFunctionConcurrentInvocationLimitExceeded';
      response.end(JSON.stringify({ Reason: reason, Type: 'User', message: 'Rate Exceeded.' }));
    });
    expect(reply).toMatchObject({
      outcome: 'throttled',
      error: { name: 'TooManyRequestsException', message: 'Rate Exceeded.' },
    });
  });
});
