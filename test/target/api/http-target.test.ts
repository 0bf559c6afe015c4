import { describe, expect, it } from 'vitest';
import { Problem } from '../../../src/problem/problem.ts';
import type { ServiceSpec } from '../../../src/scenario/target/target-spec.ts';
import type { Reply } from '../../../src/target/contract/target.ts';
import { createTarget } from '../../../src/target/create-target.ts';
import { callOf, queryOf, specOf, wiringOf } from '../asking.ts';
import { startWireServer } from '../wire-server.ts';
import type { Respond, WireRecord } from '../wire-server.ts';

type HttpService = Extract<ServiceSpec, { kind: 'http' }>;

function serviceOf(more: Partial<HttpService>): HttpService {
  return {
    kind: 'http',
    url: 'https://api.example.com/prod/answer?v=2',
    headers: {},
    body: { q: '{{ prompt }}', max: '{{ maxTokens }}' },
    answer: 'result.text',
    usage: {},
    stream: false,
    ...more,
  };
}

async function ask(
  service: Partial<HttpService>,
  respond: Respond,
): Promise<{ reply: Reply; request: WireRecord | undefined }> {
  const server = await startWireServer(respond);
  const target = await createTarget(specOf(serviceOf(service)), wiringOf(server.url));
  try {
    const reply = await target.ask(queryOf('Hi'), callOf());
    return { reply, request: server.requests[0] };
  } finally {
    await target.close();
    await server.close();
  }
}

describe('an HTTP target', () => {
  it('an HTTP target sends the filled body to the path and query of its URL', async () => {
    const { request } = await ask({ headers: { 'X-Api-Key': 'k' } }, (response) => {
      response.end('{"result":{"text":"Yes"}}');
    });
    expect(request).toMatchObject({
      path: '/prod/answer?v=2',
      headers: { 'content-type': 'application/json', 'x-api-key': 'k' },
      body: '{"q":"Hi","max":64}',
    });
  });

  it('an HTTP target finds the answer and the counts by their paths', async () => {
    const usage = { input: 'usage.0', output: 'usage.1' };
    const { reply } = await ask({ usage }, (response) => {
      response.writeHead(201).end('{"result":{"text":"Yes"},"usage":[5,1]}');
    });
    expect(reply).toMatchObject({
      outcome: 'ok',
      answer: 'Yes',
      tokens: { input: 5, output: 1, source: 'reported' },
    });
  });

  it('an HTTP target does not invent token counts', async () => {
    const { reply } = await ask({}, (response) => response.end('{"result":{"text":"Yes"}}'));
    expect(reply.tokens).toEqual({ source: 'unknown' });
  });

  it('an HTTP answer without a value at the path fails with the start of the body', async () => {
    const { reply } = await ask({}, (response) => response.end('{"answer":"Yes"}'));
    expect(reply.outcome).toBe('model_error');
    expect(reply.error?.message).toContain('{"answer":"Yes"}');
  });

  it('an HTML page under HTTP 200 is a server error', async () => {
    const { reply } = await ask({}, (response) => response.end('<html>Sign in</html>'));
    expect(reply).toMatchObject({ outcome: 'server_error' });
    expect(reply.error?.message).toContain('<html>Sign in');
  });

  it('a clean end completes a stream if the scenario names no counts', async () => {
    const { reply } = await ask({ stream: true }, (response) => {
      response.end('data: {"result":{"text":"Ye"}}\n\ndata: {"result":{"text":"s"}}\n\n');
    });
    expect(reply).toMatchObject({ outcome: 'ok', answer: 'Yes', chunks: 2 });
  });

  it('a stream without its expected counts is incomplete', async () => {
    const { reply } = await ask({ stream: true, usage: { output: 'n' } }, (response) => {
      response.end('data: {"result":{"text":"Yes"}}\n\n');
    });
    expect(reply).toMatchObject({ outcome: 'incomplete', answer: 'Yes' });
  });

  it('an error event does not end an answer', async () => {
    const { reply } = await ask({ stream: true }, (response) => {
      response.end('data: {"result":{"text":"Yes"}}\n\ndata: {"error":"index is down"}\n\n');
    });
    expect(reply).toMatchObject({ outcome: 'model_error', error: { message: 'index is down' } });
  });

  it('an HTTP stream without a value at the path fails with the start of the stream', async () => {
    const { reply } = await ask({ stream: true }, (response) => {
      response.end('data: {"delta":"Yes"}\n\n');
    });
    expect(reply.outcome).toBe('model_error');
    expect(reply.error?.message).toBe('No event holds a piece of answer: {"delta":"Yes"}');
  });

  it.each([
    [429, { message: 'Too Many Requests' }, 'throttled'],
    [429, { message: 'Limit Exceeded' }, 'quota_exhausted'],
    [403, { message: 'Forbidden' }, 'refused_request'],
    [504, { message: 'Endpoint request timed out' }, 'timeout'],
    [502, { message: 'Internal server error' }, 'server_error'],
  ])("the gateway's %i %j is %s", async (status, body, outcome) => {
    const { reply } = await ask({}, (response) => {
      response.writeHead(status).end(JSON.stringify(body));
    });
    expect(reply).toMatchObject({ outcome, error: { status, message: body.message } });
  });

  it('a header that cannot be written is a Problem', async () => {
    const broken = ask({ headers: { 'x-key': 'a\nb' } }, (response) => response.end());
    await expect(broken).rejects.toThrow(Problem);
  });

  it.each(['not a url', 'ftp://host/path'])('an HTTP target refuses the URL %s', async (url) => {
    const creating = createTarget(specOf(serviceOf({ url })), { ...wiringOf('aws') });
    await expect(creating).rejects.toThrow(Problem);
  });
});
