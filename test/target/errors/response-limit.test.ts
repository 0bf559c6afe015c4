import { once } from 'node:events';
import { createServer as createHttp2Server } from 'node:http2';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import type { ServiceSpec } from '../../../src/scenario/target/target-spec.ts';
import type { Reply } from '../../../src/target/contract/target.ts';
import { createTarget } from '../../../src/target/create-target.ts';
import { ReplyAccumulator } from '../../../src/target/decode/reply-accumulator.ts';
import { createReplyBuilder } from '../../../src/target/decode/reply-builder.ts';
import { DecodeError } from '../../../src/target/errors/decode-error.ts';
import { RESPONSE_LIMIT } from '../../../src/target/errors/response-limit.ts';
import { decodeContent } from '../../../src/target/wire/content-coding.ts';
import { replyOf, writing } from '../asked.ts';
import { callOf, queryOf, specOf, wiringOf } from '../asking.ts';
import { eventBytes } from '../frame-bytes.ts';

const MIB = 1024 * 1024;
/** Bytes that sockets may buffer unread. */
const SOCKET_BUFFERS = 24 * MIB;

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A server that answers with a head and then one block forever, as fast as it is read. */
async function flood(head: string, block: Buffer) {
  let sent = 0;
  let closed = false;
  const server = createServer((socket: Socket) => {
    socket.on('error', () => undefined);
    socket.on('close', () => (closed = true));
    socket.once('data', () => {
      socket.write(head);
      const pour = (): void => {
        while (!socket.destroyed) {
          sent += block.length;
          if (!socket.write(block)) break;
        }
      };
      socket.on('drain', pour);
      pour();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, sent: () => sent, closed: () => closed };
}

const UNTIL_CLOSE = (type: string): string =>
  `HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\nconnection: close\r\n\r\n`;

async function ask(service: ServiceSpec, url: string): Promise<Reply> {
  const target = await createTarget(specOf(service), wiringOf(url));
  try {
    return await target.ask(queryOf('Hi'), callOf());
  } finally {
    await target.close();
  }
}

/** Sent to the endpoint of the client configuration. */
const chat = (stream: boolean): ServiceSpec => ({
  kind: 'openai',
  api: 'chat',
  url: 'https://api.example.com/v1',
  model: 'm',
  stream,
  headers: {},
});

const event = (text: string): string =>
  `data: ${JSON.stringify({ choices: [{ delta: { content: text } }] })}\n\n`;

const KB = 'x'.repeat(1000);

describe('a server that sends forever', () => {
  it.each([
    ['one JSON text', false, 'application/json', `["${KB}`, 'body', /body .* 16 MiB/],
    ['one line of an event stream', true, 'text/event-stream', KB, 'event', /event .* 4 MiB/],
    ['lines of one event', true, 'text/event-stream', `data: ${KB}\n`, 'event', /event .* 4 MiB/],
    ['events of text', true, 'text/event-stream', event(KB), 'text', /text .* 8 MiB/],
    ['comments', true, 'text/event-stream', `: ${KB}\n\n`, 'response', /response .* 64 MiB/],
    ['JSON for a stream', true, 'text/event-stream', `{"a":"${KB}`, 'body', /body .* 16 MiB/],
  ] as const)(
    'a server that sends forever is a model_error that names the limit: %s',
    async (_, stream, type, part, limit, message) => {
      const server = await flood(UNTIL_CLOSE(type), Buffer.from(part.repeat(60)));
      const reply = await ask(chat(stream), server.url);
      expect(reply).toMatchObject({ outcome: 'model_error', error: { name: 'AnswerTooLarge' } });
      expect(reply.error?.message).toMatch(message);
      await expect.poll(server.closed).toBe(true);
      // Text comes in JSON, so that more bytes than characters are read.
      const most = limit === 'text' ? 2 * RESPONSE_LIMIT.text : RESPONSE_LIMIT[limit];
      expect(server.sent()).toBeLessThan(most + SOCKET_BUFFERS);
    },
  );
});

describe('a server that sends forever over another protocol', () => {
  it('a server that sends forever over HTTP/2 is a model_error, and the stream is reset', async () => {
    const server = createHttp2Server();
    let reset = false;
    server.on('session', (session) => closers.push(() => session.destroy()));
    server.on('stream', (stream) => {
      stream.on('error', () => undefined);
      stream.on('close', () => (reset = true));
      stream.respond({ ':status': 200, 'content-type': 'application/json' });
      const pour = (): void => {
        while (!stream.destroyed && stream.write(`["${KB}`.repeat(60)));
      };
      stream.on('drain', pour);
      pour();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closers.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    const reply = await ask(
      { kind: 'bedrock-converse', model: 'm', stream: false, transport: 'http2' },
      `http://127.0.0.1:${port}`,
    );
    expect(reply).toMatchObject({ outcome: 'model_error', error: { name: 'AnswerTooLarge' } });
    await expect.poll(() => reset).toBe(true);
  });

  it.each<[string, number, number]>([
    ['one header that is decompressed no further', 1, 200_000],
    ['headers in more frames than are joined', 30, 9000],
    ['more headers than are counted', 200, 20],
    ['headers that are read and too long', 10, 9000],
  ])(
    'a head above the limit over HTTP/2 is a model_error at once, and not sent again: %s',
    async (_, count, size) => {
      const server = createHttp2Server({ maxSendHeaderBlockLength: 10 * MIB });
      server.on('session', (session) => {
        session.on('error', () => undefined);
        closers.push(() => session.destroy());
      });
      let requests = 0;
      server.on('stream', (stream) => {
        stream.on('error', () => undefined);
        requests += 1;
        const names = Array.from({ length: count }, (__, index) => `x-${index}`);
        const long = names.map((name) => [name, name.padEnd(size, 'abcdefg')]);
        stream.respond({ ':status': 200, ...(requests === 1 ? {} : Object.fromEntries(long)) });
        stream.end('{}');
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      closers.push(() => server.close());
      const { port } = server.address() as AddressInfo;
      const target = await createTarget(
        specOf({ kind: 'bedrock-converse', model: 'm', stream: false, transport: 'http2' }),
        wiringOf(`http://127.0.0.1:${port}`),
      );
      closers.push(() => target.close());
      // On an already connected session a lost request would be sent again.
      await target.ask(queryOf('Hi'), callOf());
      const reply = await target.ask(queryOf('Hi'), callOf());
      expect(reply).toMatchObject({ outcome: 'model_error', error: { name: 'AnswerTooLarge' } });
      expect(reply.error?.message).toMatch(/head of the response .* 64 KiB/);
      expect(requests).toBe(2);
    },
  );

  it('frames of text without end are a model_error', async () => {
    const frame = eventBytes('contentBlockDelta', { delta: { text: KB }, contentBlockIndex: 0 });
    const type = 'application/vnd.amazon.eventstream';
    const server = await flood(UNTIL_CLOSE(type), frame);
    const reply = await ask({ kind: 'bedrock-converse', model: 'm', stream: true }, server.url);
    expect(reply).toMatchObject({ outcome: 'model_error', error: { name: 'AnswerTooLarge' } });
    await expect.poll(server.closed).toBe(true);
  });

  const socket = async (pour: (socket: WebSocket) => void): Promise<Reply> => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(server, 'listening');
    server.on('connection', (each) => each.on('message', () => pour(each)));
    closers.push(() => {
      for (const each of server.clients) each.terminate();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}`;
    const body = { q: '{{ prompt }}' };
    return ask(
      {
        kind: 'websocket',
        url: url.replace('http', 'ws'),
        headers: {},
        body,
        answer: 'a',
        done: 'end',
        usage: {},
      },
      url,
    );
  };

  it.each<[string, (socket: WebSocket) => void]>([
    ['in one message', (each) => each.send(`{"a":"${'x'.repeat(RESPONSE_LIMIT.event)}"}`)],
    [
      'in parts of one',
      (each) => {
        for (let i = 0; i < 100; i++) each.send('x'.repeat(MIB / 10), { fin: false });
      },
    ],
    [
      'in many messages',
      (each) => {
        for (let i = 0; i < 100; i++) each.send(JSON.stringify({ a: 'x'.repeat(MIB / 10) }));
      },
    ],
  ])('a WebSocket answer without end, %s, is a model_error', async (_, pour) => {
    const reply = await socket(pour);
    expect(reply).toMatchObject({ outcome: 'model_error', error: { name: 'AnswerTooLarge' } });
  });
});

describe('a refusal', () => {
  it('a refusal without end is cut and classified by its status', async () => {
    const head = 'HTTP/1.1 429 Slow down\r\nconnection: close\r\n\r\n';
    const server = await flood(head, Buffer.from('no '.repeat(20_000)));
    const reply = await ask(chat(true), server.url);
    expect(reply).toMatchObject({ outcome: 'throttled', error: { status: 429 } });
    await expect.poll(server.closed).toBe(true);
    expect(server.sent()).toBeLessThan(RESPONSE_LIMIT.refusal + SOCKET_BUFFERS);
  });

  it('a refusal of a few hundred kilobytes leaves its connection usable', async () => {
    const read = createReplyBuilder(() => ({ read: () => undefined, end: () => undefined }));
    read.receiver.head({ status: 500, headers: {} });
    for (let i = 0; i < 10; i++) read.receiver.read(Buffer.alloc(60_000), 0, i);
    expect(() => read.receiver.end()).not.toThrow();
  });
});

describe('a large answer within the limits', () => {
  it('a large answer within the limits is read', async () => {
    const text = 'y'.repeat(RESPONSE_LIMIT.text - 1);
    const json = { choices: [{ message: { content: text }, finish_reason: 'stop' }], pad: KB };
    const reply = await replyOf(chat(false), writing(JSON.stringify(json)));
    expect(reply.outcome).toBe('ok');
    expect(reply.answer).toHaveLength(text.length);
  });

  it('a stream of many events and comments within the limits is read', async () => {
    const comments = `: ${KB}\n\n`.repeat(6000);
    const end = 'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n';
    const reply = await replyOf(chat(true), writing(comments, event(KB).repeat(8000), end));
    expect(reply.outcome).toBe('ok');
    expect(reply.answer).toHaveLength(8_000_000);
  });

  it('a citation that every event repeats is counted once', () => {
    const reading = new ReplyAccumulator();
    const citations = [{ text: KB, source: 'a' }];
    for (let i = 0; i < 20_000; i++) reading.add({ text: 'a', citations }, i, i);
    expect(reading.citations).toHaveLength(1);
  });
});

describe('a body that unpacks above the limit', () => {
  it.each([
    ['gzip', gzipSync(Buffer.alloc(RESPONSE_LIMIT.response + 1))],
    ['br', brotliCompressSync(Buffer.alloc(RESPONSE_LIMIT.response + 1))],
  ])('a body that unpacks above the limit is too large, not damaged: %s', (coding, bytes) => {
    const decoder = decodeContent(coding, { read: () => undefined, end: () => undefined });
    expect(() => decoder.read(bytes)).toThrow(DecodeError);
    expect(() => decoder.read(bytes)).toThrow(/longer than 64 MiB/);
  });
});

describe('JSON that nests a million deep', () => {
  const deep = `${'{"a":'.repeat(1_000_000)}1${'}'.repeat(1_000_000)}`;
  const list = '['.repeat(1_000_000) + ']'.repeat(1_000_000);
  const tool = `{"choices":[{"message":{"tool_calls":[{"function":{"arguments":${list}}}]}}]}`;

  it.each([
    ['a whole answer', false, deep],
    ['a list for an answer', false, list],
    ['part of a whole answer', false, tool],
    ['an event', true, `data: ${list}\n\n`],
    ['an error event', true, `event: error\ndata: ${list}\n\n`],
    ['an answer where a stream was asked', true, list],
    ['a last event without its blank line', true, `data: ${list}`],
  ] as const)(
    'JSON that nests a million deep is an unreadable answer as %s',
    async (_, stream, body) => {
      const reply = await replyOf(chat(stream), writing(body));
      expect(reply).toMatchObject({ outcome: 'model_error', error: { name: 'UnreadableAnswer' } });
      expect(reply.error?.message).toMatch(/nests deeper than 200 levels/);
      expect(reply.error?.message.length).toBeLessThan(500);
    },
  );

  it('JSON that nests a million deep is read as the text of a refusal', async () => {
    const reply = await replyOf(chat(false), (response) => response.writeHead(500).end(list));
    expect(reply).toMatchObject({ outcome: 'server_error', error: { status: 500 } });
  });
});
