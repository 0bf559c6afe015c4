import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { ServiceSpec } from '../../src/scenario/target/target-spec.ts';
import { replyOf, writing } from '../target/asked.ts';
import { frameBytes } from '../target/frame-bytes.ts';
import type { Respond } from '../target/wire-server.ts';

const openai = (
  stream: boolean,
  api: 'chat' | 'completions' | 'responses' = 'chat',
): Extract<ServiceSpec, { kind: 'openai' }> => ({
  kind: 'openai',
  url: 'https://api.example.com/v1',
  model: 'm',
  headers: {},
  api,
  stream,
});
const CHAT = openai(true);
const WHOLE = openai(false);
const ANTHROPIC: ServiceSpec = {
  kind: 'anthropic',
  url: 'https://api.anthropic.com/v1',
  model: 'm',
  headers: {},
  stream: true,
};
const CONVERSE: ServiceSpec = {
  kind: 'bedrock-converse',
  model: 'amazon.nova-lite-v1:0',
  stream: true,
};
const INVOKE: ServiceSpec = {
  kind: 'bedrock-invoke',
  model: 'amazon.nova-lite-v1:0',
  stream: true,
};
const LMI: ServiceSpec = { kind: 'sagemaker', endpointName: 'e', body: 'lmi', stream: true };
const HTTP: ServiceSpec = {
  kind: 'http',
  url: 'https://api.example.com/ask',
  headers: {},
  body: {},
  answer: 'text',
  usage: {},
  stream: true,
};

const json = (value: unknown, headers: Record<string, string> = {}): Respond => {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(value));
  };
};
const TOKEN = 'data: {"choices":[{"index":0,"delta":{"content":"Yes"}}]}\n\n';
const STOP = 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n';
const DONE = 'data: [DONE]\n\n';
const event = (value: unknown): Respond =>
  writing(`${TOKEN}data: ${JSON.stringify(value)}\n\n${STOP}${DONE}`);

describe('an error under HTTP 200', () => {
  it.each<[string, ServiceSpec, Respond, RegExp]>([
    ['an object of OpenAI', CHAT, json({ error: { message: 'No one is home' } }), /No one is home/],
    ['a text', CHAT, json({ error: 'No one is home' }), /No one is home/],
    [
      'an object marked as an error',
      CHAT,
      json({ object: 'error', message: 'Gone', code: 500 }),
      /Gone/,
    ],
    ['a code and a message', CHAT, json({ code: 1002, message: 'Try later' }), /Try later/],
    ['a detail of FastAPI', CHAT, json({ detail: 'Not Found' }), /Not Found/],
    [
      'a list of details',
      CHAT,
      json({ detail: [{ loc: ['body'], msg: 'field required' }] }),
      /field required/,
    ],
    ['a message of a gateway', CHAT, json({ message: 'Internal server error' }), /Internal server/],
    ['an unstreamed answer', WHOLE, json({ detail: 'Overloaded' }), /Overloaded/],
    [
      'an error beside the choices of an answer',
      WHOLE,
      json({
        choices: [{ message: { content: 'Ye' }, finish_reason: 'stop' }],
        error: { message: 'Provider disconnected' },
      }),
      /Provider disconnected/,
    ],
    [
      'Anthropic',
      ANTHROPIC,
      json({ type: 'error', error: { type: 'api_error', message: 'Oops' } }),
      /Oops/,
    ],
    ['Responses', openai(true, 'responses'), json({ error: { message: 'Oops' } }), /Oops/],
    ['frames of Converse', CONVERSE, json({ message: 'The proxy says no' }), /The proxy says no/],
    ['frames of InvokeModel', INVOKE, json({ message: 'The proxy says no' }), /The proxy says no/],
    ['a custom API', HTTP, json({ error: 'No one is home' }), /No one is home/],
    ['a custom API, whole', { ...HTTP, stream: false }, json({ detail: 'Broken' }), /Broken/],
    [
      'an event with an error',
      CHAT,
      event({ error: { message: 'Engine died', code: 500 } }),
      /Engine died/,
    ],
    ['an event with a text', CHAT, event({ error: 'Engine died' }), /Engine died/],
    [
      'an event that is an error',
      CHAT,
      event({ object: 'error', message: 'Engine died' }),
      /Engine died/,
    ],
    [
      'an event of code and message',
      CHAT,
      event({ code: 500, message: 'Engine died' }),
      /Engine died/,
    ],
    ['an event with a detail', CHAT, event({ detail: 'Engine died' }), /Engine died/],
    [
      'an event with an error beside choices',
      CHAT,
      event({
        choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error' }],
        error: { message: 'Provider disconnected' },
      }),
      /Provider disconnected/,
    ],
    [
      'an event named error',
      CHAT,
      writing(`${TOKEN}event: error\ndata: {"code":"x","message":"Engine died"}\n\n${STOP}${DONE}`),
      /Engine died/,
    ],
    [
      'an event named error that is not JSON',
      CHAT,
      writing(`${TOKEN}event: error\ndata: Engine died\n\n${STOP}${DONE}`),
      /Engine died/,
    ],
    [
      'an event named error of a custom API',
      HTTP,
      writing('data: {"text":"Ye"}\n\nevent: error\ndata: {"text":"Engine died"}\n\n'),
      /Engine died/,
    ],
    [
      'a line of LMI',
      LMI,
      writing(
        frameBytes(
          { ':message-type': 'event', ':event-type': 'PayloadPart' },
          Buffer.from('{"error":"CUDA out of memory","code":424}\n'),
        ),
      ),
      /CUDA out of memory/,
    ],
    [
      'a failed response without a reason',
      openai(true, 'responses'),
      writing('data: {"type":"response.failed","response":{"status":"failed"}}\n\n'),
      /failed/,
    ],
  ])(
    'an error under HTTP 200 fails with the server’s own message: %s',
    async (_, service, respond, message) => {
      const reply = await replyOf(service, respond);
      expect(reply.outcome).not.toBe('ok');
      expect(reply.error?.message).toMatch(message);
      expect(reply).not.toHaveProperty('empty');
    },
  );
});

const MESSAGE = { message: { content: 'Yes' }, finish_reason: 'stop' };

describe('a whole JSON answer where a stream was asked', () => {
  it.each<[string, ServiceSpec, Respond]>([
    ['as the body', CHAT, json({ object: 'chat.completion', choices: [MESSAGE] })],
    ['as a pretty body', CHAT, writing(JSON.stringify({ choices: [MESSAGE] }, null, 2))],
    ['as an event', CHAT, writing(`data: ${JSON.stringify({ choices: [MESSAGE] })}\n\n${DONE}`)],
    [
      'of Anthropic',
      ANTHROPIC,
      json({ type: 'message', content: [{ type: 'text', text: 'Yes' }] }),
    ],
    [
      'of Anthropic, as an event',
      ANTHROPIC,
      writing('data: {"type":"message","content":[],"stop_reason":"end_turn"}\n\n'),
    ],
    ['of Responses', openai(true, 'responses'), json({ object: 'response', output: [] })],
    [
      'of Converse',
      CONVERSE,
      json({ output: { message: { content: [{ text: 'Yes' }] } }, stopReason: 'end_turn' }),
    ],
    ['of a custom API', HTTP, json({ text: 'Yes' })],
    [
      'of LMI',
      LMI,
      writing(
        frameBytes(
          { ':message-type': 'event', ':event-type': 'PayloadPart' },
          Buffer.from('{"generated_text":"Yes","details":{"finish_reason":"length"}}'),
        ),
      ),
    ],
  ])(
    'a complete JSON answer in place of a stream fails as one: %s',
    async (_, service, respond) => {
      const { outcome, error } = await replyOf(service, respond);
      expect(outcome).toBe('model_error');
      expect(error?.message).toMatch(/^A whole JSON answer came where a stream was asked: /);
    },
  );
});

describe('a whole answer', () => {
  it.each([
    ['without a finish reason', { message: { content: 'Yes' } }],
    ['with an empty one', { message: { content: 'Yes' }, finish_reason: '' }],
    ['with null', { message: { content: 'Yes' }, finish_reason: null }],
  ])('an answer whose end is unknown is incomplete: %s', async (_, choice) => {
    expect(await replyOf(WHOLE, json({ choices: [choice] }))).toMatchObject({
      outcome: 'incomplete',
      answer: 'Yes',
      error: { name: 'NoFinishReason' },
    });
  });

  it('an answer with an unknown finish reason is kept and counted', async () => {
    const choices = [{ message: { content: 'Yes' }, finish_reason: 'bored' }];
    expect(await replyOf(WHOLE, json({ choices }))).toMatchObject({
      outcome: 'ok',
      stopReason: 'bored',
      finish: 'unknown',
    });
  });

  it('an empty body is not an answer', async () => {
    expect(await replyOf(WHOLE, writing(''))).toMatchObject({
      outcome: 'model_error',
      error: { message: 'There is no answer: the body is empty.' },
    });
  });

  it('an answer may begin with a byte order mark', async () => {
    const reply = await replyOf(WHOLE, writing(`\uFEFF${JSON.stringify({ choices: [MESSAGE] })}`));
    expect(reply).toMatchObject({ outcome: 'ok', answer: 'Yes' });
  });
});

describe('a body that is compressed against the request', () => {
  const zipped = (status: number, text: string, coding = 'gzip'): Respond => {
    return (response) => {
      response.writeHead(status, { 'content-encoding': coding });
      response.end(gzipSync(text));
    };
  };

  it('a compressed body is read, streamed or complete', async () => {
    expect(await replyOf(CHAT, zipped(200, TOKEN + STOP))).toMatchObject({
      outcome: 'ok',
      answer: 'Yes',
    });
    const whole = await replyOf(WHOLE, zipped(200, JSON.stringify({ choices: [MESSAGE] })));
    expect(whole).toMatchObject({ outcome: 'ok', answer: 'Yes' });
  });

  it('a compressed refusal is read', async () => {
    const body = '{"error":{"message":"You are out of money","code":"insufficient_quota"}}';
    expect(await replyOf(CHAT, zipped(429, body))).toMatchObject({
      outcome: 'quota_exhausted',
      error: { message: 'You are out of money' },
    });
  });

  it('a body of an unknown coding fails with the coding’s name', async () => {
    const { outcome, error } = await replyOf(CHAT, zipped(200, TOKEN + STOP, 'zstd'));
    expect(outcome).toBe('model_error');
    expect(error?.message).toContain('content-encoding zstd');
  });

  it('no request asks for compression', async () => {
    let accepted: unknown;
    for (const service of [CHAT, CONVERSE, HTTP]) {
      await replyOf(service, (response, { headers }) => {
        accepted = headers['accept-encoding'];
        response.end();
      });
      expect(accepted).toBe('identity');
    }
  });
});

describe('the end of a custom API’s answer', () => {
  const stream = (...events: object[]): Respond =>
    writing(events.map((each) => `data: ${JSON.stringify(each)}\n\n`).join(''));
  const counting: ServiceSpec = { ...HTTP, usage: { output: 'out' } };
  const naming: ServiceSpec = { ...HTTP, done: 'end' };

  it.each<[string, ServiceSpec, Respond, object]>([
    [
      'counts in every event',
      counting,
      stream({ text: 'a', out: 1 }, { text: 'b', out: 2 }),
      { outcome: 'incomplete', error: { message: expect.stringContaining('`done`') as string } },
    ],
    [
      'counts beside the only text',
      counting,
      stream({ text: 'a', out: 1 }),
      { outcome: 'incomplete' },
    ],
    [
      'counts before the text',
      counting,
      stream({ out: 0 }, { text: 'a' }),
      { outcome: 'incomplete' },
    ],
    [
      'counts that come once, at the end',
      counting,
      stream({ text: 'a' }, { out: 1 }),
      { outcome: 'ok' },
    ],
    [
      'a known end member',
      counting,
      stream(
        { text: 'a', out: 1, finishReason: null },
        { text: 'b', out: 2, finishReason: 'MAX_TOKENS' },
      ),
      { outcome: 'ok', finish: 'cut', stopReason: 'MAX_TOKENS' },
    ],
    [
      'a member for a reason that stays empty',
      HTTP,
      stream({ text: 'a', finish_reason: null }, { text: 'b', finish_reason: null }),
      { outcome: 'incomplete' },
    ],
    [
      'the member that `done` names',
      naming,
      stream({ text: 'a' }, { end: true }),
      { outcome: 'ok' },
    ],
    [
      'a `done` member that is false, 0, empty or null',
      naming,
      stream({ text: 'a', end: false }, { end: 0 }, { end: '' }, { end: null }),
      { outcome: 'incomplete' },
    ],
    [
      'another member than the one that `done` names',
      { ...naming, usage: { output: 'out' } },
      stream({ text: 'a' }, { out: 1, finish_reason: 'stop' }),
      { outcome: 'incomplete' },
    ],
    [
      'a failure in the member that `done` names',
      naming,
      stream({ text: 'a' }, { end: 'error' }),
      { outcome: 'model_error' },
    ],
  ])(
    'the end of a custom API’s answer is found, or missed, with %s',
    async (_, service, respond, expected) => {
      expect(await replyOf(service, respond)).toMatchObject(expected);
    },
  );

  it('the end of a connection without framing is not the end of an answer', async () => {
    const reply = await replyOf(HTTP, (response) => {
      response.socket?.end('HTTP/1.1 200 OK\r\n\r\ndata: {"text":"a"}\n\n');
    });
    expect(reply).toMatchObject({ outcome: 'incomplete', answer: 'a' });
  });
});
