import { once } from 'node:events';
import { createServer as createHttp2Server } from 'node:http2';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import type { Service } from '../../src/scenario/target-spec.ts';
import { createTarget } from '../../src/target/create-target.ts';
import { decodeContent } from '../../src/target/content-coding.ts';
import { createReception } from '../../src/target/reception.ts';
import { RESPONSE_LIMIT } from '../../src/target/response-limit.ts';
import type { Reply } from '../../src/target/target.ts';
import { asked, writing } from './asked.ts';
import { callOf, queryOf, specOf, wiringOf } from './asking.ts';
import { eventBytes } from './frame-bytes.ts';

const MIB = 1024 * 1024;
/** Sockets hold so much on their way that nobody has read. */
const ON_THE_WAY = 24 * MIB;

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A server that answers with a head and then one block for ever, as fast as it is read. */
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

async function ask(service: Service, url: string): Promise<Reply> {
  const target = await createTarget(specOf(service), wiringOf(url));
  try {
    return await target.ask(queryOf('Hi'), callOf());
  } finally {
    await target.close();
  }
}

const chat = (stream: boolean, url: string): Service => ({
  kind: 'openai',
  api: 'chat',
  url: `${url}/v1`,
  model: 'm',
  stream,
  headers: {},
});

const event = (text: string): string =>
  `data: ${JSON.stringify({ choices: [{ delta: { content: text } }] })}\n\n`;

const KB = 'x'.repeat(1000);

describe('a server that sends for ever', () => {
  it.each([
    ['one JSON text', false, 'application/json', `["${KB}`, 'body', /body .* 16 MiB/],
    ['one line of an event stream', true, 'text/event-stream', KB, 'event', /event .* 4 MiB/],
    ['lines of one event', true, 'text/event-stream', `data: ${KB}\n`, 'event', /event .* 4 MiB/],
    ['events of text', true, 'text/event-stream', event(KB), 'text', /text .* 8 MiB/],
    ['comments', true, 'text/event-stream', `: ${KB}\n\n`, 'response', /response .* 64 MiB/],
    ['JSON for a stream', true, 'text/event-stream', `{"a":"${KB}`, 'body', /body .* 16 MiB/],
  ] as const)(
    'costs a model_error that names the limit: %s',
    async (_, stream, type, part, limit, message) => {
      const server = await flood(UNTIL_CLOSE(type), Buffer.from(part.repeat(60)));
      const reply = await ask(chat(stream, server.url), server.url);
      expect(reply).toMatchObject({ outcome: 'model_error', error: { name: 'AnswerTooLarge' } });
      expect(reply.error?.message).toMatch(message);
      await expect.poll(server.closed).toBe(true);
      // Text comes in JSON, so that more bytes than characters are read.
      const most = limit === 'text' ? 2 * RESPONSE_LIMIT.text : RESPONSE_LIMIT[limit];
      expect(server.sent()).toBeLessThan(most + ON_THE_WAY);
    },
  );
});
