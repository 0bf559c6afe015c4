import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import type { ServiceSpec } from '../../src/scenario/target/target-spec.ts';
import type { Reply } from '../../src/target/contract/target.ts';
import { createTarget } from '../../src/target/create-target.ts';
import { replyOf, writing } from '../target/asked.ts';
import { callOf, queryOf, specOf, wiringOf } from '../target/asking.ts';
import { frameBytes } from '../target/frame-bytes.ts';
import type { Respond } from '../target/wire-server.ts';

const TGI: ServiceSpec = { kind: 'sagemaker', endpointName: 'e', body: 'tgi', stream: true };
const LMI: ServiceSpec = { kind: 'sagemaker', endpointName: 'e', body: 'lmi', stream: true };
const OPENAI: ServiceSpec = {
  kind: 'openai',
  api: 'chat',
  url: 'https://api.example.com/v1',
  model: 'm',
  headers: {},
  stream: true,
};
const API = { body: { q: '{{ prompt }}' }, answer: 'text', usage: { output: 'out' } } as const;
const LAMBDA: ServiceSpec = { kind: 'lambda', functionName: 'f', ...API, stream: true };
const GATEWAY: ServiceSpec = {
  kind: 'http',
  url: 'https://abc.execute-api.us-east-1.amazonaws.com/prod/answer',
  headers: {},
  ...API,
  stream: false,
};

function refusing(status: number, body: unknown, headers: Record<string, string> = {}): Respond {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
}

const CHUNK = 'data: {"choices":[{"index":0,"delta":{"content":"Yes"}}]}\n\n';
const STOP = 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n';

describe('a stream of server-sent events', () => {
  it.each<[string, string]>([
    ['with comments', `: hello\n\n${CHUNK}: ping\n\n${STOP}data: [DONE]\n\n`],
    ['with carriage returns', `${CHUNK}${STOP}data: [DONE]\n\n`.replaceAll('\n', '\r\n')],
    [
      'with data of several lines, ids, names and retries',
      'retry: 9\nid: 1\nevent: delta\ndata: {"choices":[{"index":0,\ndata: "delta":{"content":"Yes"}}]}\n\n' +
        STOP,
    ],
    ['without [DONE]', CHUNK + STOP],
    ['without the blank line behind its last event', `${CHUNK}${STOP.trimEnd()}`],
    ['with a byte order mark', `\uFEFF${CHUNK}${STOP}`],
    ['with empty heartbeats', `${CHUNK}event: ping\ndata:\n\n${STOP}`],
  ])('a stream of server-sent events is ok %s', async (_, text) => {
    expect(await replyOf(OPENAI, writing(text))).toMatchObject({ outcome: 'ok', answer: 'Yes' });
  });

  it.each<[string, string, Reply['outcome']]>([
    ['an end without a marker', CHUNK, 'incomplete'],
    ['an event that is cut', CHUNK + STOP.slice(0, 30), 'incomplete'],
    [
      'an error object',
      `${CHUNK}data: {"error":{"message":"no","type":"server_error"}}\n\ndata: [DONE]\n\n`,
      'server_error',
    ],
    [
      'an error object that throttles',
      'data: {"error":{"message":"no","code":429}}\n\n',
      'throttled',
    ],
    ['data that is no JSON', `${CHUNK}data: oops\n\n`, 'model_error'],
    ['a page', '<html><body>503</body></html>', 'server_error'],
    ['[DONE] and no finish reason', `${CHUNK}data: [DONE]\n\n`, 'incomplete'],
    ['nothing but [DONE]', 'data: [DONE]\n\n', 'incomplete'],
    ['nothing at all', '', 'incomplete'],
  ])('a stream of server-sent events with %s has its own outcome', async (_, text, outcome) => {
    expect((await replyOf(OPENAI, writing(text))).outcome).toBe(outcome);
  });
});

describe('SageMaker’s payload parts', () => {
  const lines = [
    '{"token":{"id":1,"text":"Grü"}}\n',
    '{"token":{"id":2,"text":"ße 🙂"}}\n',
    '{"token":{"id":3,"text":""},"generated_text":"Grüße 🙂","details":{"finish_reason":"eos_token","generated_tokens":3}}\n',
  ];
  const sse = lines.map((line) => `data:${line}\n`);

  it.each<[string, ServiceSpec, string]>([
    ['lines of JSON', LMI, lines.join('')],
    ['events of JSON', TGI, sse.join('')],
  ])('SageMaker’s payload parts may cut %s at every byte', async (_, service, text) => {
    const bytes = Buffer.from(text);
    const parts = Array.from(bytes, (byte) =>
      frameBytes({ ':message-type': 'event', ':event-type': 'PayloadPart' }, Uint8Array.of(byte)),
    );
    const reply = await replyOf(service, writing(...parts));
    expect(reply).toMatchObject({ outcome: 'ok', answer: 'Grüße 🙂', tokens: { output: 3 } });
  });
});

describe('a deployed API', () => {
  it.each<[string, Respond, Reply['outcome'], string]>([
    [
      'the gateway’s 29 seconds',
      refusing(504, { message: 'Endpoint request timed out' }),
      'timeout',
      'Endpoint request timed out',
    ],
    [
      'a rate that was too high',
      refusing(
        429,
        { message: 'Too Many Requests' },
        { 'x-amzn-errortype': 'TooManyRequestsException' },
      ),
      'throttled',
      'Too Many Requests',
    ],
    [
      'a usage plan that is spent',
      refusing(
        429,
        { message: 'Limit Exceeded' },
        { 'x-amzn-errortype': 'LimitExceededException' },
      ),
      'quota_exhausted',
      'Limit Exceeded',
    ],
    [
      'a key that is not known',
      refusing(403, { message: 'Forbidden' }, { 'x-amzn-errortype': 'ForbiddenException' }),
      'refused_request',
      'Forbidden',
    ],
    [
      'an answer elsewhere',
      refusing(200, { result: { text: 'A long answer that nobody asked to see', apiKey: 'k' } }),
      'model_error',
      'There is no answer where one belongs: {"result":{"text":"A long answer that nobod…","apiKey":"***"}}',
    ],
    ['a page under 200', writing('<html>'), 'server_error', 'The answer is HTML: <html>'],
    ['no JSON', writing('{"text": '), 'model_error', 'The answer is not JSON: {"text": '],
  ])(
    'the error of a deployed API has its own outcome: %s',
    async (_, respond, outcome, message) => {
      expect(await replyOf(GATEWAY, respond)).toMatchObject({ outcome, error: { message } });
    },
  );

  it('an API that ignores a request for a stream is shown with what it sent', async () => {
    const streamed = { ...GATEWAY, stream: true };
    expect(await replyOf(streamed, refusing(200, { text: 'Yes' }))).toMatchObject({
      outcome: 'model_error',
      error: { message: 'A whole JSON answer came where a stream was asked: {"text":"Yes"}' },
    });
  });

  it('a function that threw is a server error under HTTP 200', async () => {
    const threw = refusing(
      200,
      { errorType: 'ValueError', errorMessage: 'no such tenant' },
      { 'x-amz-function-error': 'Unhandled' },
    );
    expect(await replyOf({ ...LAMBDA, stream: false }, threw)).toMatchObject({
      outcome: 'server_error',
      error: { name: 'ValueError', message: 'no such tenant' },
    });
  });
});

describe('a WebSocket that the server closes', () => {
  async function closing(answer: (socket: WebSocket) => void): Promise<Reply> {
    const http = createServer();
    const server = new WebSocketServer({ server: http });
    server.on('connection', (socket) => socket.on('message', () => answer(socket)));
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    const address = http.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const service: ServiceSpec = {
      kind: 'websocket',
      url: 'wss://abc.execute-api.us-east-1.amazonaws.com/prod',
      headers: {},
      ...API,
      done: 'end',
    };
    const target = await createTarget(specOf(service), wiringOf(`http://127.0.0.1:${port}`));
    try {
      return await target.ask(queryOf('Hi'), callOf());
    } finally {
      await target.close();
      http.closeAllConnections();
      http.close();
    }
  }

  it('a WebSocket closed before any answer is a server error', async () => {
    expect((await closing((socket) => socket.close(1011))).outcome).toBe('server_error');
  });

  it('a WebSocket closed in the middle of an answer is incomplete and keeps what came', async () => {
    const reply = await closing((socket) => {
      socket.send('{"text":"Ye"}');
      socket.close(1001);
    });
    expect(reply).toMatchObject({ outcome: 'incomplete', answer: 'Ye' });
  });
});

describe('requests that cannot be written', () => {
  it('a model of an unknown provider is a Problem', async () => {
    const service: ServiceSpec = {
      kind: 'bedrock-invoke',
      model: 'acme.talker-v1:0',
      stream: true,
    };
    await expect(createTarget(specOf(service), wiringOf('http://127.0.0.1:1'))).rejects.toThrow(
      /^No InvokeModel body is known for "acme", the provider of "acme\.talker-v1:0"\. Use kind: bedrock-converse/,
    );
  });

  it('a filled body that is not JSON is a Problem', async () => {
    const service: ServiceSpec = { ...GATEWAY, body: '{"q": {{ prompt }}}' };
    await expect(replyOf(service, writing('{}'))).rejects.toThrow(
      /^The body is not JSON once it is filled/,
    );
  });
});
