import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createTransport } from '../../../src/target/connection/transport.ts';
import type { Transport } from '../../../src/target/connection/transport.ts';
import type { ExchangeTimings, ResponseHandler } from '../../../src/target/http/exchange.ts';
import { callOf } from '../asking.ts';
import { loopbackCertificate } from '../loopback-certificate.ts';

interface Received {
  readonly status: number[];
  readonly reads: { text: string; at: number; read: number }[];
  ended: boolean;
}

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** A TCP server that answers each request with the bytes of the test. */
async function serve(answer: (socket: Socket, n: number) => void): Promise<string> {
  let n = 0;
  const server = createServer((socket) => {
    socket.on('data', () => answer(socket, n++));
    socket.on('error', () => undefined);
    open.push(() => socket.destroy());
  });
  return `http://127.0.0.1:${await portOf(server)}`;
}

async function portOf(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push(() => server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

/** A node:http server, as deployed APIs use. */
async function serveHttp(listener: RequestListener): Promise<string> {
  const server = createHttpServer(listener);
  open.push(() => server.closeAllConnections());
  return `http://127.0.0.1:${await portOf(server)}`;
}

/** Like `serve`, over TLS; records what the clients offered. */
async function serveTls(
  answer: (socket: Socket, n: number) => void,
): Promise<{ origin: string; resumed: boolean[]; names: (string | false | null)[] }> {
  const resumed: boolean[] = [];
  const names: (string | false | null)[] = [];
  let n = 0;
  const server = createTlsServer({ ...loopbackCertificate, ALPNProtocols: ['http/1.1'] });
  server.on('secureConnection', (socket) => {
    resumed.push(socket.isSessionReused());
    names.push(socket.alpnProtocol);
    socket.on('data', () => answer(socket, n++));
    socket.on('error', () => undefined);
    open.push(() => socket.destroy());
  });
  return { origin: `https://localhost:${await portOf(server)}`, resumed, names };
}

function listen(more: Partial<ResponseHandler> = {}): Received & { receiver: ResponseHandler } {
  const received: Received = { status: [], reads: [], ended: false };
  const receiver: ResponseHandler = {
    head: ({ status }) => received.status.push(status),
    read: (bytes, at, read) =>
      received.reads.push({ text: Buffer.from(bytes).toString(), at, read }),
    end() {
      received.ended = true;
    },
    ...more,
  };
  return Object.assign(received, { receiver });
}

function transportOf(connections = 4): Transport {
  const transport = createTransport(connections);
  open.push(() => void transport.close());
  return transport;
}

async function send(
  transport: Transport,
  origin: string,
  receiver: ResponseHandler,
  call = callOf(),
): Promise<ExchangeTimings> {
  const request = { origin, path: '/', headers: {}, body: 'hello' };
  return transport.exchange(request, call, receiver);
}

const HEAD = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n';
const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;

describe('createTransport', () => {
  it('HTTP chunks of one socket read share one timestamp', async () => {
    const origin = await serve((socket) => {
      socket.write(HEAD + chunk('a') + chunk('b') + chunk('c'));
      setTimeout(() => socket.write(chunk('d') + chunk('e') + chunk('')), 20);
    });
    const received = listen();
    const { error } = await send(transportOf(), origin, received.receiver);
    expect(error).toBeUndefined();
    expect(received.reads.map(({ text, read }) => text + String(read))).toEqual([
      'a1',
      'b1',
      'c1',
      'd2',
      'e2',
    ]);
    expect(new Set(received.reads.map(({ at }) => at)).size).toBe(2);
    expect(received.ended).toBe(true);
  });

  it('a new socket has a connection timestamp, a reused one none', async () => {
    const origin = await serve((socket) => socket.write(HEAD + chunk('a') + chunk('')));
    const transport = transportOf();
    const first = await send(transport, origin, listen().receiver);
    const second = await send(transport, origin, listen().receiver);
    expect(first.stamps.connected).toBeGreaterThanOrEqual(first.stamps.sent ?? Infinity);
    expect(second.stamps).not.toHaveProperty('connected');
  });

  it('concurrent requests have a socket each, up to the limit', async () => {
    let sockets = new Set<Socket>();
    const origin = await serve((socket) => {
      sockets.add(socket);
      setTimeout(() => socket.write(HEAD + chunk('a') + chunk('')), 10);
    });
    const transport = transportOf(3);
    const ask = async (): Promise<ExchangeTimings> => send(transport, origin, listen().receiver);
    await Promise.all([ask(), ask(), ask()]);
    expect(sockets.size).toBe(3);
    sockets = new Set();
    await Promise.all([ask(), ask(), ask(), ask(), ask()]);
    expect(sockets.size).toBe(3);
  });

  it('a request that waited for a socket has no connection timestamp', async () => {
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

  it('a reset in the middle of a body is reported and keeps what was read', async () => {
    const origin = await serve((socket) => {
      socket.write(HEAD + chunk('a'));
      setTimeout(() => socket.resetAndDestroy(), 10);
    });
    const received = listen();
    const exchange = await send(transportOf(), origin, received.receiver);
    expect(exchange).toMatchObject({ aborted: false, error: { code: 'ECONNRESET' } });
    expect(received.reads).toHaveLength(1);
    expect(received.ended).toBe(false);
  });

  it('an error of the receiver ends the exchange', async () => {
    const origin = await serve((socket) => socket.write(HEAD + chunk('a')));
    const error = new Error('unreadable');
    const { receiver } = listen({
      read() {
        throw error;
      },
    });
    expect((await send(transportOf(), origin, receiver)).error).toBe(error);
  });

  it('an aborted request destroys its socket', async () => {
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

  it('a request aborted while its socket connected is not sent', async () => {
    let requests = 0;
    const origin = await serve(() => {
      requests += 1;
    });
    const controller = new AbortController();
    const gate = async (): Promise<void> => {
      queueMicrotask(() => queueMicrotask(() => controller.abort('late')));
    };
    const call = callOf({ signal: controller.signal, gate });
    const exchange = await send(transportOf(), origin, listen().receiver, call);
    expect(exchange).toMatchObject({ aborted: true, stamps: { sent: expect.any(Number) } });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(requests).toBe(0);
  });

  it('bodies of node:http are read: with a length, chunked and without either', async () => {
    const origin = await serveHttp((request, response) => {
      request.resume().on('end', () => {
        if (request.url === '/length') return response.end('hello');
        if (request.url === '/none') return response.writeHead(204).end();
        response.write('hel');
        setImmediate(() => response.end('lo'));
      });
    });
    const transport = transportOf(1);
    for (const path of ['/length', '/chunked', '/none', '/length']) {
      const received = listen();
      const request = { origin, path, headers: {}, body: 'hello' };
      const { error } = await transport.exchange(request, callOf(), received.receiver);
      expect({ path, error }).toEqual({ path, error: undefined });
      expect(received.reads.map(({ text }) => text).join('')).toBe(path === '/none' ? '' : 'hello');
      expect(received.ended).toBe(true);
    }
  });

  it('bodies longer than any buffer are sent and received', async () => {
    const origin = await serveHttp((request, response) => {
      request.pipe(response);
    });
    const body = 'é'.repeat(500_000);
    const parts: Buffer[] = [];
    const { receiver } = listen({ read: (bytes) => parts.push(Buffer.from(bytes)) });
    const request = { origin, path: '/', headers: {}, body };
    await transportOf().exchange(request, callOf(), receiver);
    expect(Buffer.concat(parts).toString('utf8') === body).toBe(true);
  });

  it.each([
    ['announces a close', `HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 1\r\n\r\na`],
    ['speaks HTTP/1.0', 'HTTP/1.0 200 OK\r\ncontent-length: 1\r\n\r\na'],
    ['writes more than it announced', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\naHTTP/1.1'],
  ])('a socket is not reused if its server %s', async (_, answer) => {
    const sockets = new Set<Socket>();
    const origin = await serve((socket) => {
      sockets.add(socket);
      socket.write(answer);
    });
    const transport = transportOf();
    for (let i = 0; i < 2; i++) {
      const received = listen();
      expect((await send(transport, origin, received.receiver)).error).toBeUndefined();
      expect(received.reads.map(({ text }) => text)).toEqual(['a']);
    }
    expect(sockets.size).toBe(2);
  });

  it('a body may end with a connection that announced its close', async () => {
    const origin = await serve((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nabc'));
    const received = listen();
    const exchange = await send(transportOf(), origin, received.receiver);
    expect(exchange.error).toBeUndefined();
    expect(received).toMatchObject({ ended: true, reads: [{ text: 'abc' }] });
  });

  it('a response that is not HTTP is refused', async () => {
    const origin = await serve((socket) => socket.write('220 mail.test ESMTP\r\n'));
    const { error } = await send(transportOf(), origin, listen().receiver);
    expect(error).toMatchObject({ name: 'MalformedResponse' });
  });

  it.each([
    ['before', ''],
    ['in the middle of', 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nab'],
  ])('a close of the server %s the response is reported', async (when, answer) => {
    const origin = await serve((socket) => socket.end(answer));
    const { error } = await send(transportOf(), origin, listen().receiver);
    expect(error).toMatchObject({
      name: 'ConnectionClosed',
      message: `The server closed the connection ${when} the response.`,
    });
  });

  it('preconnect opens this many sockets to the known origins, and they are used', async () => {
    const sockets = new Set<Socket>();
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      socket.on('error', () => undefined);
      socket.on('data', () => {
        sockets.add(socket);
        setTimeout(() => socket.write(HEAD + chunk('a') + chunk('')), 20);
      });
      open.push(() => socket.destroy());
    });
    const origin = `http://127.0.0.1:${await portOf(server)}`;
    const transport = createTransport(60, [origin]);
    open.push(() => void transport.close());
    await transport.preconnect?.(50);
    await vi.waitFor(() => expect(connections).toBe(50));
    const exchanges = await Promise.all(
      Array.from({ length: 50 }, () => send(transport, origin, listen().receiver)),
    );
    expect(exchanges.map(({ error, stamps }) => [error, stamps.connected])).toEqual(
      Array.from({ length: 50 }, () => [undefined, undefined]),
    );
    await transport.preconnect?.(1000);
    await vi.waitFor(() => expect(connections).toBe(60));
    expect(sockets.size).toBe(50);
  });

  it('preconnect resolves if nothing listens', async () => {
    const server = createServer();
    const port = await portOf(server);
    server.close();
    const transport = createTransport(4, [`http://127.0.0.1:${port}`]);
    await transport.preconnect?.(4);
    const { error } = await send(transport, `http://127.0.0.1:${port}`, listen().receiver);
    expect(error).toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('a preconnected socket that the server closed is replaced', async () => {
    let n = 0;
    const origin = await serve((socket) => {
      if (n++ === 0) socket.destroy();
      else socket.write(HEAD + chunk('a') + chunk(''));
    });
    const transport = createTransport(4, [origin]);
    open.push(() => void transport.close());
    await transport.preconnect?.(1);
    const { error, reconnections } = await send(transport, origin, listen().receiver);
    expect({ error, reconnections }).toEqual({ error: undefined, reconnections: 1 });
  });

  it('a close that came after the last answer is found before the socket is reused', async () => {
    const sockets: Socket[] = [];
    const origin = await serve((socket) => {
      sockets.push(socket);
      socket.end(HEAD + chunk('a') + chunk(''));
    });
    const transport = transportOf();
    for (let i = 0; i < 3; i++) {
      const { error, reconnections } = await send(transport, origin, listen().receiver);
      expect({ error, reconnections }).toEqual({ error: undefined, reconnections: undefined });
    }
    expect(sockets).toHaveLength(3);
  });

  it('bytes on an idle socket close it and are not taken for an answer', async () => {
    let requests = 0;
    const sockets = new Set<Socket>();
    const origin = await serve((socket) => {
      requests += 1;
      sockets.add(socket);
      const answer = HEAD + chunk(`answer ${requests}`) + chunk('');
      // An unrequested response, in a packet after the first.
      if (requests === 1)
        socket.write(answer, () => socket.write(HEAD + chunk('late') + chunk('')));
      else socket.write(answer);
    });
    const transport = transportOf();
    await send(transport, origin, listen().receiver);
    const received = listen();
    expect((await send(transport, origin, received.receiver)).error).toBeUndefined();
    expect(received.reads.map(({ text }) => text)).toEqual(['answer 2']);
    expect(sockets.size).toBe(2);
  });

  it.each([
    ['ends', (socket: Socket) => socket.destroy()],
    ['resets', (socket: Socket) => socket.resetAndDestroy()],
  ])(
    'a request is sent again on a new socket if a reused one that %s brought no byte',
    async (_, end) => {
      const sockets: Socket[] = [];
      const origin = await serve((socket) => {
        sockets.push(socket);
        if (sockets.length === 2) end(socket);
        else socket.write(HEAD + chunk('a') + chunk(''));
      });
      const transport = transportOf();
      const first = await send(transport, origin, listen().receiver);
      expect(first.reconnections).toBeUndefined();
      const received = listen();
      const { error, stamps, reconnections } = await send(transport, origin, received.receiver);
      expect({ error, reconnections }).toEqual({ error: undefined, reconnections: 1 });
      expect(received.reads.map(({ text }) => text)).toEqual(['a']);
      expect(stamps.connected).toBeGreaterThanOrEqual(stamps.sent ?? Infinity);
      expect(new Set(sockets).size).toBe(2);
    },
  );

  it('a request that may not be resent is not sent again, and the next is served', async () => {
    let requests = 0;
    const origin = await serve((socket) => {
      requests += 1;
      if (requests === 2) socket.destroy();
      else socket.write(HEAD + chunk('a') + chunk(''));
    });
    const transport = transportOf();
    await send(transport, origin, listen().receiver);
    const call = { ...callOf(), resend: () => false };
    const { aborted, reconnections } = await send(transport, origin, listen().receiver, call);
    expect({ aborted, reconnections, requests }).toEqual({
      aborted: true,
      reconnections: undefined,
      requests: 2,
    });
    expect((await send(transport, origin, listen().receiver)).error).toBeUndefined();
  });

  it('the time of a lost socket counts, since `sent` stays the first instant', async () => {
    let requests = 0;
    const origin = await serve((socket) => {
      requests += 1;
      if (requests === 2) setTimeout(() => socket.resetAndDestroy(), 60);
      else socket.write(HEAD + chunk('a') + chunk(''));
    });
    const transport = transportOf();
    await send(transport, origin, listen().receiver);
    const { error, stamps } = await send(transport, origin, listen().receiver);
    expect(error).toBeUndefined();
    expect((stamps.connected ?? 0) - (stamps.sent ?? 0)).toBeGreaterThan(50);
    expect(requests).toBe(3);
  });

  it('a request is sent again once, and the close of the new socket is a failure', async () => {
    let requests = 0;
    const origin = await serve((socket) => {
      requests += 1;
      if (requests === 1) socket.write(HEAD + chunk('a') + chunk(''));
      else socket.destroy();
    });
    const transport = transportOf();
    await send(transport, origin, listen().receiver);
    const { error, reconnections } = await send(transport, origin, listen().receiver);
    expect(error).toMatchObject({ name: 'ConnectionClosed' });
    expect({ requests, reconnections }).toEqual({ requests: 3, reconnections: 1 });
  });

  it('a request with a byte of a response is not sent again', async () => {
    let requests = 0;
    const origin = await serve((socket) => {
      requests += 1;
      if (requests === 1) socket.write(HEAD + chunk('a') + chunk(''));
      else socket.write('H', () => socket.destroy());
    });
    const transport = transportOf();
    await send(transport, origin, listen().receiver);
    const { error, reconnections } = await send(transport, origin, listen().receiver);
    expect(error).toMatchObject({ name: 'ConnectionClosed' });
    expect({ requests, reconnections }).toEqual({ requests: 2, reconnections: undefined });
  });

  it('a request aborted while it waits for a socket is dropped, and the next is served', async () => {
    const waiting: Socket[] = [];
    const origin = await serve((socket) => waiting.push(socket));
    const transport = transportOf(1);
    const first = send(transport, origin, listen().receiver);
    const controller = new AbortController();
    const call = callOf({ signal: controller.signal });
    const second = send(transport, origin, listen().receiver, call);
    const third = send(transport, origin, listen().receiver);
    await vi.waitFor(() => expect(waiting).toHaveLength(1));
    controller.abort('enough');
    expect(await second).toMatchObject({ aborted: true });
    waiting[0]?.write(HEAD + chunk(''));
    expect((await first).error).toBeUndefined();
    await vi.waitFor(() => expect(waiting).toHaveLength(2));
    waiting[1]?.write(HEAD + chunk(''));
    expect((await third).error).toBeUndefined();
    expect(new Set(waiting).size).toBe(1);
  });

  it('a waiting request gets a new socket when another one breaks', async () => {
    let n = 0;
    const origin = await serve((socket) => {
      if (n++ === 0) socket.resetAndDestroy();
      else socket.write(HEAD + chunk(''));
    });
    const transport = transportOf(1);
    const [first, second] = await Promise.all([
      send(transport, origin, listen().receiver),
      send(transport, origin, listen().receiver),
    ]);
    expect(first.error).toMatchObject({ code: 'ECONNRESET' });
    expect(second.error).toBeUndefined();
  });

  it('close ends requests in flight', async () => {
    const origin = await serve(() => undefined);
    const transport = transportOf(1);
    const both = [1, 2].map(async () => send(transport, origin, listen().receiver));
    await new Promise((resolve) => setTimeout(resolve, 10));
    await transport.close();
    for (const { error } of await Promise.all(both)) expect(error).toBeInstanceOf(Error);
  });
});

describe('createTransport over TLS', () => {
  afterEach(() => vi.unstubAllEnvs());
  const trustAnyone = (): void => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    // Node warns about it once.
    vi.spyOn(process, 'emitWarning').mockImplementationOnce(() => undefined);
  };

  it('TLS records of one read share one timestamp', async () => {
    trustAnyone();
    const { origin, names } = await serveTls((socket) => {
      socket.cork();
      socket.write(HEAD);
      for (const text of ['a', 'b', 'c']) socket.write(chunk(text));
      socket.uncork();
      setTimeout(() => socket.write(chunk('d') + chunk('')), 20);
    });
    const received = listen();
    const { error, stamps } = await send(transportOf(), origin, received.receiver);
    expect(error).toBeUndefined();
    expect(stamps.connected).toBeGreaterThanOrEqual(stamps.sent ?? Infinity);
    expect(received.reads.map(({ text, read }) => text + String(read))).toEqual([
      'a1',
      'b1',
      'c1',
      'd2',
    ]);
    expect(new Set(received.reads.map(({ at }) => at)).size).toBe(2);
    expect(names).toEqual(['http/1.1']);
  });

  it('a new socket resumes the TLS session of an earlier one', async () => {
    trustAnyone();
    const { origin, resumed } = await serveTls((socket) => {
      socket.end('HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 1\r\n\r\na');
    });
    const transport = transportOf();
    for (let i = 0; i < 2; i++) await send(transport, origin, listen().receiver);
    expect(resumed).toEqual([false, true]);
  });

  it('a certificate without a trusted signature is refused', async () => {
    const { origin } = await serveTls((socket) => socket.write(HEAD + chunk('')));
    const { error, stamps } = await send(transportOf(), origin, listen().receiver);
    expect(error).toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    expect(stamps).not.toHaveProperty('connected');
  });
});
