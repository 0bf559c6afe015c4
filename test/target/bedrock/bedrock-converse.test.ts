import { describe, expect, it, vi } from 'vitest';
import type { Query } from '../../../src/dataset/query/query.ts';
import { Problem } from '../../../src/problem/problem.ts';
import type { Reply } from '../../../src/target/contract/target.ts';
import type { Call } from '../../../src/target/contract/target.ts';
import { createTarget } from '../../../src/target/create-target.ts';
import type { ClientConfig } from '../../../src/target/create-target.ts';
import { callOf, queryOf, specOf, wiringOf } from '../asking.ts';
import { eventBytes, exceptionBytes, frameBytes } from '../frame-bytes.ts';
import { startWireServer } from '../wire-server.ts';
import type { Respond, WireRecord } from '../wire-server.ts';

const MODEL = 'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-v1:0';

interface Asked {
  readonly reply: Reply;
  readonly request: WireRecord;
}

async function ask(
  stream: boolean,
  respond: Respond,
  {
    query = queryOf('Hi'),
    call = callOf(),
    model = MODEL,
  }: { query?: Query; call?: Call; model?: string } = {},
): Promise<Asked> {
  const server = await startWireServer(respond);
  const spec = specOf({ kind: 'bedrock-converse', model, stream });
  const target = await createTarget(spec, wiringOf(server.url));
  try {
    const reply = await target.ask(query, call);
    const [request] = server.requests;
    if (request === undefined) throw new Error('nothing was sent');
    return { reply, request };
  } finally {
    await target.close();
    await server.close();
  }
}

const hello = eventBytes('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'Hello' } });
const stop = eventBytes('messageStop', { stopReason: 'end_turn' });

/** Answers with a stream of frames under HTTP 200. */
function frames(...bytes: readonly Buffer[]): Respond {
  return (response) => {
    const headers = {
      'content-type': 'application/vnd.amazon.eventstream',
      'x-amzn-requestid': 'r1',
    };
    response.writeHead(200, headers).end(Buffer.concat(bytes));
  };
}

describe('a Bedrock Converse target', () => {
  it('a Converse request is signed by the SDK and has the model in one path segment', async () => {
    const query = queryOf('Grüße', { system: 'Be brief.', temperature: 0 });
    const call = callOf({ metadata: { runId: 'run-1' } });
    const { request } = await ask(true, frames(hello, stop), { query, call });
    expect(request.path).toBe(
      '/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Ainference-profile%2Fus.anthropic.claude-v1%3A0/converse-stream',
    );
    expect(request.headers).toMatchObject({
      authorization: expect.stringMatching(/^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/),
      'amz-sdk-request': 'attempt=1; max=1',
    });
    expect(JSON.parse(request.body)).toEqual({
      messages: [{ role: 'user', content: [{ text: 'Grüße' }] }],
      system: [{ text: 'Be brief.' }],
      inferenceConfig: { maxTokens: 64, temperature: 0 },
      requestMetadata: { runId: 'run-1' },
    });
  });

  it('a Converse request uses explicit credentials despite a bearer token in the environment', async () => {
    vi.stubEnv('AWS_BEARER_TOKEN_BEDROCK', 'token');
    try {
      const { request } = await ask(true, frames(hello, stop));
      expect(request.headers.authorization).toMatch(/^AWS4-HMAC-SHA256/);
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it('a Converse reply has the request id of the response', async () => {
    const { reply } = await ask(true, frames(hello, stop));
    expect(reply).toMatchObject({ outcome: 'ok', answer: 'Hello', server: { requestId: 'r1' } });
  });

  it('a Converse reply has unknown tokens if the metadata never came', async () => {
    const { reply } = await ask(true, frames(hello, stop));
    expect(reply.tokens).toEqual({ source: 'unknown' });
  });

  it.each([
    [MODEL, 100],
    ['openai.gpt-oss-120b-1:0', 36],
  ])('cached tokens are not in the input of %s', async (model, input) => {
    const usage = { inputTokens: 100, outputTokens: 1, cacheReadInputTokens: 64 };
    const metadata = eventBytes('metadata', { usage });
    const { reply } = await ask(true, frames(hello, stop, metadata), { model });
    expect(reply.tokens).toMatchObject({ input, cacheRead: 64 });
  });

  it('a Converse stream without its end marker is incomplete and keeps what came', async () => {
    const { reply } = await ask(true, frames(hello));
    expect(reply).toMatchObject({ outcome: 'incomplete', answer: 'Hello', chunks: 1 });
  });

  it('a Converse stream that ends inside a frame is incomplete', async () => {
    const { reply } = await ask(true, frames(hello, stop.subarray(0, 20)));
    expect(reply).toMatchObject({ outcome: 'incomplete', answer: 'Hello' });
  });

  it('a connection closed inside the body is incomplete', async () => {
    const { reply } = await ask(true, (response) => {
      response.writeHead(200);
      response.write(hello, () => response.socket?.end());
    });
    expect(reply).toMatchObject({ outcome: 'incomplete', answer: 'Hello' });
  });

  it('a connection that breaks after the end marker keeps the complete answer', async () => {
    const { reply } = await ask(true, (response) => {
      response.writeHead(200);
      response.write(Buffer.concat([hello, stop]), () => {
        setTimeout(() => response.socket?.resetAndDestroy(), 10);
      });
    });
    expect(reply).toMatchObject({ outcome: 'ok', answer: 'Hello' });
    expect(reply).not.toHaveProperty('error');
  });

  it.each([
    ['in the first frame', [], ''],
    ['in the middle', [hello], 'Hello'],
  ])('an exception %s is read and the request not sent again', async (_, before, answer) => {
    const exception = exceptionBytes('throttlingException', { message: 'Too many tokens per day' });
    const { reply } = await ask(true, frames(...before, exception));
    expect(reply).toMatchObject({
      outcome: 'quota_exhausted',
      error: { name: 'ThrottlingException', quota: 'tokens_per_day' },
      answer,
    });
  });

  it('a Converse target reads an error frame', async () => {
    const headers = {
      ':message-type': 'error',
      ':error-code': 'InternalFailure',
      ':error-message': 'oops',
    };
    const { reply } = await ask(true, frames(frameBytes(headers, Buffer.alloc(0))));
    expect(reply).toMatchObject({
      outcome: 'server_error',
      error: { name: 'InternalFailure', message: 'oops' },
    });
  });

  it('tokens are stamped with the time of their socket reads', async () => {
    const { reply } = await ask(true, async (response) => {
      response.writeHead(200).write(eventBytes('messageStart', { role: 'assistant' }));
      await new Promise((resolve) => setTimeout(resolve, 15));
      response.write(Buffer.concat([hello, hello]));
      await new Promise((resolve) => setTimeout(resolve, 15));
      response.end(Buffer.concat([hello, stop]));
    });
    const { firstEvent, firstToken, lastToken } = reply.stamps;
    expect(reply).toMatchObject({ chunks: 3, readsShared: 1 });
    expect(reply.chunkGaps).toHaveLength(1);
    expect(firstToken).toBeGreaterThan(firstEvent ?? Infinity);
    expect(lastToken).toBeGreaterThan(firstToken ?? Infinity);
  });

  it.each([
    [429, 'ThrottlingException', 'Too many tokens, please wait before trying again.', 'throttled'],
    [400, 'ValidationException', 'malformed', 'refused_request'],
    [403, 'UnrecognizedClientException', 'bad token', 'refused_request'],
    [408, 'ModelTimeoutException', 'slow', 'timeout'],
    [424, 'ModelErrorException', 'broke', 'model_error'],
    [503, 'ServiceUnavailableException', 'Too many connections', 'server_error'],
  ])(
    'HTTP %i %s is classified by the service’s own name',
    async (status, name, message, outcome) => {
      for (const stream of [true, false]) {
        const { reply } = await ask(stream, (response) => {
          const type = `${name}:http://internal.amazon.com/coral/com.amazon.bedrock/`;
          response.writeHead(status, { 'x-amzn-errortype': type, 'x-amzn-requestid': 'r2' });
          response.end(JSON.stringify({ message }));
        });
        expect(reply).toMatchObject({
          outcome,
          error: { name, message, status },
          server: { requestId: 'r2' },
        });
      }
    },
  );

  it('an HTML page is a server error of Converse', async () => {
    const { reply } = await ask(false, (response) => {
      response.writeHead(503, { 'content-type': 'text/html' }).end('<html>Unavailable</html>');
    });
    expect(reply).toMatchObject({
      outcome: 'server_error',
      error: { name: 'HTTP 503', message: '<html>Unavailable</html>' },
    });
  });

  it('an unstreamed answer has one arrival', async () => {
    const { reply } = await ask(false, (response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({
          output: { message: { content: [{ text: 'Hi' }] } },
          stopReason: 'end_turn',
        }),
      );
    });
    const { firstToken, firstVisible, lastToken } = reply.stamps;
    expect(reply).toMatchObject({ outcome: 'ok', answer: 'Hi', chunks: 1, chunkGaps: [] });
    expect([firstVisible, lastToken]).toEqual([firstToken, firstToken]);
  });

  it('a 200 without an answer is a model error that shows the body', async () => {
    const { reply } = await ask(false, (response) => response.writeHead(200).end('{"odd":1}'));
    expect(reply).toMatchObject({ outcome: 'model_error' });
    expect(reply.error?.message).toContain('{"odd":1}');
  });

  it('missing credentials of Converse are a Problem with a remedy', async () => {
    for (const name of Object.keys(process.env)) {
      if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
    }
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
    vi.stubEnv('AWS_CONFIG_FILE', '/nonexistent/config');
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nonexistent/credentials');
    const { credentials: _, ...clientConfig }: ClientConfig = wiringOf('http://127.0.0.1:1');
    const spec = specOf({ kind: 'bedrock-converse', model: 'amazon.nova-lite-v1:0', stream: true });
    const target = await createTarget(spec, clientConfig);
    try {
      const refused = target.ask(queryOf('Hi'), callOf());
      await expect(refused).rejects.toThrow(Problem);
      await expect(refused).rejects.toThrow(/credentials.*AWS_PROFILE/s);
    } finally {
      vi.unstubAllEnvs();
      await target.close();
    }
  });
});

describe('options of a Bedrock Converse target', () => {
  it('Converse options are sent in the body, and the serving tier is reported', async () => {
    const stopped = eventBytes('messageStop', { stopReason: 'guardrail_intervened' });
    const metadata = eventBytes('metadata', { serviceTier: { type: 'flex' } });
    const server = await startWireServer(frames(hello, stopped, metadata));
    const target = await createTarget(
      specOf({
        kind: 'bedrock-converse',
        model: MODEL,
        stream: true,
        guardrail: { id: 'g1', version: '2' },
        latency: 'optimized',
        serviceTier: 'flex',
        cachePoint: '1h',
      }),
      wiringOf(server.url),
    );
    const reply = await target.ask(queryOf('Hi', { system: 'Be brief.' }), callOf());
    await target.ask(queryOf('Hi'), callOf());
    await target.close();
    await server.close();
    const [first, second] = server.requests.map(({ body }): unknown => JSON.parse(body));
    expect(first).toMatchObject({
      guardrailConfig: { guardrailIdentifier: 'g1', guardrailVersion: '2' },
      performanceConfig: { latency: 'optimized' },
      serviceTier: { type: 'flex' },
      system: [{ text: 'Be brief.' }, { cachePoint: { type: 'default', ttl: '1h' } }],
    });
    expect(second).not.toHaveProperty('system');
    expect(reply).toMatchObject({
      outcome: 'ok',
      stopReason: 'guardrail_intervened',
      server: { tier: 'flex' },
    });
  });
});
