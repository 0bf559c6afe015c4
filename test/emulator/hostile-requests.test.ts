import { once } from 'node:events';
import { request } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { BODY_LIMIT } from '../../src/emulator/http/http-exchange.ts';
import { ANSWER, HAIKU, PROMPT, useEmulator } from './running-emulator.ts';

const RESET = 'amazon.nova-micro-v1:0';
const running = useEmulator([HAIKU, RESET, 'nested'], {
  faults: [{ kind: 'reset', probability: 1, on: RESET, from: 0 }],
});

const converse = (text: string): unknown => ({
  messages: [{ role: 'user', content: [{ text }] }],
  inferenceConfig: { maxTokens: 50 },
});
const path = (model: string, operation: string): string =>
  `/model/${encodeURIComponent(model)}/${operation}`;

/** Returns whether the emulator still answers other clients. */
async function serves(): Promise<void> {
  const response = await running.post(path(HAIKU, 'converse'), converse(PROMPT));
  expect(await response.text()).toContain(ANSWER);
}

async function open(): Promise<Socket> {
  const socket = connect(Number(new URL(running.emulator.url).port), '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

describe('the emulator', () => {
  it.each(['P', 'PR', 'PRI'])(
    'the emulator serves other clients while a connection has sent %j only',
    async (start) => {
      const socket = await open();
      socket.write(start);
      await serves();
      socket.destroy();
    },
  );

  it('the emulator reads a request whose first bytes arrive one by one', async () => {
    const socket = await open();
    for (const letter of 'PUT / HTTP/1.1\r\nhost: localhost\r\n\r\n') {
      socket.write(letter);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const [answer]: unknown[] = await once(socket, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1\.1 4\d\d /);
    socket.destroy();
  });

  it('the emulator resets an HTTP/2 session once when several of its streams are reset in one turn, and keeps running', async () => {
    const session = connectHttp2(running.emulator.url);
    session.on('error', () => undefined);
    const streams = Array.from({ length: 8 }, () => {
      const stream = session.request({
        ':method': 'POST',
        ':path': path(RESET, 'converse'),
        'content-type': 'application/json',
        authorization: 'AWS4',
      });
      stream.on('error', () => undefined);
      stream.end(JSON.stringify(converse(PROMPT)));
      return stream;
    });
    await Promise.all(
      streams.map((stream) => new Promise<void>((resolve) => stream.once('close', resolve))),
    );
    await serves();
  });

  it('the emulator refuses a body above its limit with 413 and reads one below it', async () => {
    const large = await running.post(path(HAIKU, 'converse'), ' '.repeat(BODY_LIMIT + 1));
    expect(large.status).toBe(413);
    expect(await large.text()).toContain(String(BODY_LIMIT));
    const below = await running.post(path(HAIKU, 'converse'), ' '.repeat(BODY_LIMIT - 1));
    expect(below.status).toBe(400);
    const logged = running.emulator.log().slice(-2);
    expect(logged.map(({ outcome }) => outcome)).toEqual(['refused_request', 'refused_request']);
  });

  it.each(['passage', 'question', 'document', 'context'])(
    'the emulator parses a prompt of tens of thousands of <%s> tags in linear time',
    async (tag) => {
      for (const chunk of [`<${tag}>`, `<${tag} `, `</${tag}`, `<${tag}>x</${tag}>`]) {
        const prompt = chunk.repeat(300_000 / chunk.length);
        const response = await running.post(path(HAIKU, 'converse'), converse(prompt));
        expect(response.status).toBe(200);
        await response.arrayBuffer();
      }
    },
  );

  const words = (count: number, first: string): string[] =>
    Array.from({ length: count }, (_, n) =>
      Array.from(`${n}`, (digit) => 'bcdfghjklm'[Number(digit)]).join(first),
    );
  it.each([
    ['one word', 'a'.repeat(1_000_000)],
    ['a sequence', `<passage>${'ACGT'.repeat(250_000)}</passage><question>Which?</question>`],
    [
      'passages and a question of many words',
      `<passage>${words(60_000, 'o').join('\n')}</passage><question>${words(60_000, 'u').join(' ')}?</question>`,
    ],
  ])('the emulator parses a prompt of a megabyte that is %s in linear time', async (_, prompt) => {
    const response = await running.post(path(HAIKU, 'converse'), converse(prompt));
    expect(response.status).toBe(200);
    await response.arrayBuffer();
  });

  it.each([
    ['blanks', `question${' '.repeat(1_000_000)}x`],
    ['blanks in front', `${' '.repeat(1_000_000)}x`],
    ['instructions that never end', '[INST]'.repeat(160_000)],
    ['turns that never end', '<|im_start|>user '.repeat(60_000)],
  ])(
    'the emulator parses a completion prompt of a megabyte of %s in linear time',
    async (_, prompt) => {
      const body = { model: HAIKU, prompt, max_tokens: 1 };
      const response = await running.post('/v1/completions', body);
      expect(response.status).toBe(200);
      await response.arrayBuffer();
    },
  );

  it('the emulator refuses JSON nested ten thousand deep as malformed, also in a tool’s schema', async () => {
    const schema =
      '{"type":"object","properties":{"a":'.repeat(10_000) + '{}' + '}}'.repeat(10_000);
    const tools = `{"tools":[{"toolSpec":{"name":"t","inputSchema":{"json":${schema}}}}],"toolChoice":{"tool":{"name":"t"}}}`;
    const body = JSON.stringify(converse('a')).replace('{', `{"toolConfig":${tools},`);
    expect((await running.post(path(HAIKU, 'converse'), body)).status).toBe(400);
  });

  it.each(['__proto__', 'constructor', 'toString'])(
    'the emulator has no settings for a model called %s',
    async (model) => {
      const body = { model, messages: [{ role: 'user', content: 'a' }], max_tokens: 1 };
      const response = await running.post('/v1/chat/completions', body);
      expect(response.status).toBeLessThan(500);
      const quota = await running.post(
        '/',
        { ServiceCode: model, QuotaCode: 'L-1' },
        {
          'x-amz-target': 'ServiceQuotasV20190624.GetServiceQuota',
        },
      );
      expect(quota.status).toBe(400);
    },
  );
});

describe('the emulator’s control API', () => {
  const ask = (
    method: string,
    to: string,
    headers: Record<string, string>,
  ): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const out = request(running.emulator.url + to, { method, headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      out.on('error', reject);
      out.end(method === 'POST' ? '[]' : undefined);
    });

  it.each([
    ['evil.example', 403],
    ['evil.example:80', 403],
    ['localhost.evil.example', 403],
    ['localhost:4010', 200],
    ['emulator.localhost', 200],
    ['127.0.0.1:4010', 200],
    ['[::1]:4010', 200],
  ])('the control API answers a Host of %s with %d', async (host, status) => {
    expect(await ask('GET', '/_proofload/log', { host })).toBe(status);
  });

  it.each([
    [{ origin: 'https://evil.example', 'content-type': 'application/json' }, 403],
    [{ origin: 'null', 'content-type': 'application/json' }, 403],
    [{ origin: 'http://203.0.113.7', 'content-type': 'application/json' }, 403],
    [{ origin: 'http://[2001:db8::1]:8000', 'content-type': 'application/json' }, 403],
    [{ origin: 'chrome-extension://localhost', 'content-type': 'application/json' }, 403],
    [{ origin: 'http://[::1]:3000', 'content-type': 'application/json' }, 200],
    [
      {
        host: '192.0.2.1:4010',
        origin: 'http://192.0.2.1:4010',
        'content-type': 'application/json',
      },
      200,
    ],
    [{ 'content-type': 'text/plain' }, 403],
    [{}, 403],
    [{ origin: 'http://localhost:3000', 'content-type': 'application/json' }, 200],
    [{ 'content-type': 'application/json; charset=utf-8' }, 200],
  ])('the control API answers a POST with the headers %j with %d', async (headers, status) => {
    expect(await ask('POST', '/_proofload/faults', headers)).toBe(status);
  });
});
