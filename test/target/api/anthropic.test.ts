import { describe, expect, it, vi } from 'vitest';
import type { Reply } from '../../../src/target/contract/target.ts';
import { createTarget } from '../../../src/target/create-target.ts';
import { callOf, queryOf, specOf, wiringOf } from '../asking.ts';
import { startWireServer } from '../wire-server.ts';
import type { Respond, WireRecord } from '../wire-server.ts';

async function ask(respond: Respond): Promise<{ reply: Reply; request: WireRecord | undefined }> {
  const server = await startWireServer(respond);
  const spec = specOf({
    kind: 'anthropic',
    url: 'https://api.anthropic.com/v1/',
    model: 'claude-sonnet-4-5',
    headers: {},
    auth: { kind: 'api-key', env: 'ANTHROPIC_API_KEY', header: 'x-api-key' },
    stream: true,
  });
  vi.stubEnv('ANTHROPIC_API_KEY', 'key');
  const target = await createTarget(spec, wiringOf(server.url));
  try {
    const reply = await target.ask(queryOf('Hi', { system: 'Be brief.' }), callOf());
    return { reply, request: server.requests[0] };
  } finally {
    vi.unstubAllEnvs();
    await target.close();
    await server.close();
  }
}

function events(...data: readonly object[]): Respond {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'request-id': 'r1' });
    for (const each of data) response.write(`event: x\ndata: ${JSON.stringify(each)}\n\n`);
    response.end();
  };
}

const DELTA = { type: 'content_block_delta', delta: { type: 'text_delta', text: 'Hello' } };
const STOP = { type: 'message_stop' };

describe('an Anthropic target', () => {
  it('an Anthropic target sends version and key in headers and the model in the body', async () => {
    const { reply, request } = await ask(events(DELTA, STOP));
    expect(request).toMatchObject({
      path: '/v1/messages',
      headers: { 'anthropic-version': '2023-06-01', 'x-api-key': 'key' },
    });
    expect(JSON.parse(request?.body ?? '')).toEqual({
      model: 'claude-sonnet-4-5',
      max_tokens: 64,
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
      system: 'Be brief.',
      stream: true,
    });
    expect(reply).toMatchObject({ outcome: 'ok', answer: 'Hello', server: { requestId: 'r1' } });
  });

  it.each([
    ['overloaded_error', 'server_error'],
    ['rate_limit_error', 'throttled'],
  ])('an Anthropic target reads %s in the middle of a stream', async (type, outcome) => {
    const { reply } = await ask(events(DELTA, { type: 'error', error: { type, message: 'no' } }));
    expect(reply).toMatchObject({ outcome, answer: 'Hello', error: { name: type } });
  });

  it('an Anthropic stream without its stop event is incomplete', async () => {
    const { reply } = await ask(events(DELTA));
    expect(reply.outcome).toBe('incomplete');
  });
});
