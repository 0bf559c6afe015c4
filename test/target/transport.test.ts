import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createTransport } from '../../src/target/transport.ts';
import type { Exchange, Receiver, Transport } from '../../src/target/transport.ts';
import { callOf } from './asking.ts';

interface Heard {
  readonly status: number[];
  readonly reads: { text: string; at: number; read: number }[];
  ended: boolean;
}

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** A TCP server that writes the bytes a test gives it, as an answer to each request. */
async function serve(answer: (socket: Socket, n: number) => void): Promise<string> {
  let n = 0;
  const server = createServer((socket) => {
    socket.on('data', () => answer(socket, n++));
    socket.on('error', () => undefined);
    open.push(() => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push(() => server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return `http://127.0.0.1:${address.port}`;
}

function listen(more: Partial<Receiver> = {}): Heard & { receiver: Receiver } {
  const heard: Heard = { status: [], reads: [], ended: false };
  const receiver: Receiver = {
    head: ({ status }) => heard.status.push(status),
    read: (bytes, at, read) => heard.reads.push({ text: Buffer.from(bytes).toString(), at, read }),
    end() {
      heard.ended = true;
    },
    ...more,
  };
  return Object.assign(heard, { receiver });
}

function transportOf(connections = 4): Transport {
  const transport = createTransport(connections);
  open.push(() => void transport.close());
  return transport;
}

async function send(
  transport: Transport,
  origin: string,
  receiver: Receiver,
  call = callOf(),
): Promise<Exchange> {
  const request = { origin, path: '/', headers: {}, body: 'hello' };
  return transport.exchange(request, call, receiver);
}

const HEAD = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n';
const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;

describe('createTransport', () => {
  it('gives HTTP chunks of one socket read one stamp, and those of the next another', async () => {
    const origin = await serve((socket) => {
      socket.write(HEAD + chunk('a') + chunk('b') + chunk('c'));
      setTimeout(() => socket.write(chunk('d') + chunk('e') + chunk('')), 20);
    });
    const heard = listen();
    const { error } = await send(transportOf(), origin, heard.receiver);
    expect(error).toBeUndefined();
    expect(heard.reads.map(({ text, read }) => text + String(read))).toEqual([
      'a1',
      'b1',
      'c1',
      'd2',
      'e2',
    ]);
    expect(new Set(heard.reads.map(({ at }) => at)).size).toBe(2);
    expect(heard.ended).toBe(true);
  });

  it('stamps the connection of a new socket, and none of a warm one', async () => {
    const origin = await serve((socket) => socket.write(HEAD + chunk('a') + chunk('')));
    const transport = transportOf();
    const first = await send(transport, origin, listen().receiver);
    const second = await send(transport, origin, listen().receiver);
    expect(first.stamps.connected).toBeGreaterThanOrEqual(first.stamps.sent ?? Infinity);
    expect(second.stamps).not.toHaveProperty('connected');
  });

  it('opens a socket for each concurrent request, up to the limit', async () => {
    let sockets = new Set<Socket>();
    const origin = await serve((socket) => {
      sockets.add(socket);
      setTimeout(() => socket.write(HEAD + chunk('a') + chunk('')), 10);
    });
    const transport = transportOf(3);
    const ask = async (): Promise<Exchange> => send(transport, origin, listen().receiver);
    await Promise.all([ask(), ask(), ask()]);
    expect(sockets.size).toBe(3);
    sockets = new Set();
    await Promise.all([ask(), ask(), ask(), ask(), ask()]);
    expect(sockets.size).toBe(3);
  });

  it('puts no connection stamp on a request that only waited for a socket', async () => {
    const origin = await serve((socket) => {
      setTimeout(() => socket.write(HEAD + chunk('a') + chunk('')), 5);
    });
    const transport = transportOf(1);
    const [first, second] = await Promise.all([
      send(transport, origin, listen().receiver),
      send(transport, origin, listen().receiver),
    ]);
    expect(first.stamps).toHaveProperty('connected');
    expect(second.stamps).not.toHaveProperty('connected');
  });

  it('reports a reset in the middle of a body and keeps what was read', async () => {
    const origin = await serve((socket) => {
      socket.write(HEAD + chunk('a'));
      setTimeout(() => socket.resetAndDestroy(), 10);
    });
    const heard = listen();
    const exchange = await send(transportOf(), origin, heard.receiver);
    expect(exchange).toMatchObject({ aborted: false, error: { code: 'ECONNRESET' } });
    expect(heard.reads).toHaveLength(1);
    expect(heard.ended).toBe(false);
  });

  it('ends the exchange with whatever the receiver throws', async () => {
    const origin = await serve((socket) => socket.write(HEAD + chunk('a')));
    const error = new Error('unreadable');
    const { receiver } = listen({
      read() {
        throw error;
      },
    });
    expect((await send(transportOf(), origin, receiver)).error).toBe(error);
  });

  it('destroys the socket of an aborted request', async () => {
    const controller = new AbortController();
    let closed: Promise<unknown> = Promise.resolve();
    const origin = await serve((socket) => {
      closed = once(socket, 'close');
      socket.write(HEAD + chunk('a'));
    });
    const { receiver } = listen({ read: () => controller.abort('enough') });
    const call = callOf({ signal: controller.signal });
    const exchange = await send(transportOf(), origin, receiver, call);
    expect(exchange).toMatchObject({ aborted: true, error: 'enough' });
    await closed;
  });

  it('does not send a request that was aborted while its socket connected', async () => {
    let asked = 0;
    const origin = await serve(() => {
      asked += 1;
    });
    const controller = new AbortController();
    const gate = async (): Promise<void> => {
      queueMicrotask(() => queueMicrotask(() => controller.abort('late')));
    };
    const call = callOf({ signal: controller.signal, gate });
    const exchange = await send(transportOf(), origin, listen().receiver, call);
    expect(exchange).toMatchObject({ aborted: true, stamps: { sent: expect.any(Number) } });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(asked).toBe(0);
  });
});
