import { describe, expect, it } from 'vitest';
import { createTarget } from '../../src/target/create-target.ts';
import type { Reply } from '../../src/target/target.ts';
import { callOf, queryOf, specOf, wiringOf } from './asking.ts';
import { startWireServer } from './wire-server.ts';
import type { Respond, WireRecord } from './wire-server.ts';

async function ask(
  stream: boolean,
  respond: Respond,
): Promise<{ reply: Reply; request: WireRecord | undefined }> {
  const server = await startWireServer(respond);
  const spec = specOf({
    kind: 'openai',
    url: 'https://api.example.com/openai/v1/',
    model: 'gpt-4o-mini',
    headers: { Authorization: 'Bearer key' },
    stream,
  });
  const target = await createTarget(spec, wiringOf(server.url));
  try {
    const reply = await target.ask(queryOf('Hi'), callOf());
    return { reply, request: server.requests[0] };
  } finally {
    await target.close();
    await server.close();
  }
}

const STREAM =
  'data: {"model":"gpt-4o-mini-1","choices":[{"delta":{"role":"assistant","content":""}}]}\n\n' +
  'data: {"choices":[{"delta":{"content":"Yes"}}]}\n\n' +
  'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n' +
  'data: {"choices":[],"usage":{"prompt_tokens":4,"completion_tokens":1}}\n\ndata: [DONE]\n\n';

describe('an OpenAI target', () => {
  it("asks the wiring's origin under the target's own path, with its headers", async () => {
    const { request } = await ask(true, (response) => response.end(STREAM));
    expect(request).toMatchObject({
      method: 'POST',
      path: '/openai/v1/chat/completions',
      headers: { authorization: 'Bearer key', accept: 'text/event-stream' },
    });
    expect(JSON.parse(request?.body ?? '')).toEqual({
      model: 'gpt-4o-mini',
      messages: [{ role: 'user', content: 'Hi' }],
      max_tokens: 64,
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  it('reads a stream, its usage behind the finish reason', async () => {
    const { reply } = await ask(true, (response) => {
      response.setHeader('x-request-id', 'req-1').end(STREAM);
    });
    expect(reply).toMatchObject({
      outcome: 'ok',
      answer: 'Yes',
      chunks: 1,
      stopReason: 'stop',
      tokens: { input: 4, output: 1, source: 'reported' },
      server: { requestId: 'req-1', model: 'gpt-4o-mini-1' },
    });
  });

  it('calls a stream that ends before its finish reason incomplete', async () => {
    const { reply } = await ask(true, (response) => {
      response.end(STREAM.slice(0, STREAM.indexOf('data: {"choices":[{"delta":{},')));
    });
    expect(reply).toMatchObject({ outcome: 'incomplete', answer: 'Yes' });
  });

  it('reads an error in the middle of a stream', async () => {
    const { reply } = await ask(true, (response) => {
      response.end('data: {"error":{"message":"slow down","code":"rate_limit_exceeded"}}\n\n');
    });
    expect(reply).toMatchObject({ outcome: 'throttled', error: { message: 'slow down' } });
  });

  it('tells an exhausted account from a busy minute', async () => {
    const outcomes: string[] = [];
    for (const code of ['insufficient_quota', 'rate_limit_exceeded']) {
      const { reply } = await ask(false, (response) => {
        response.writeHead(429).end(JSON.stringify({ error: { code, message: 'no' } }));
      });
      outcomes.push(reply.outcome);
    }
    expect(outcomes).toEqual(['quota_exhausted', 'throttled']);
  });
});
