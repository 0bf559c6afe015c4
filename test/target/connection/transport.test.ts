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

/** A node:http server, as deployed APIs run. */
async function serveHttp(listener: RequestListener): Promise<string> {
  const server = createHttpServer(listener);
  open.push(() => server.closeAllConnections());
  return `http://127.0.0.1:${await portOf(server)}`;
}

/** Like `serve`, over TLS, and with what its clients offered. */
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

function listen(more: Partial<ResponseHandler> = {}): Heard & { receiver: ResponseHandler } {
  const heard: Heard = { status: [], reads: [], ended: false };
  const receiver: ResponseHandler = {
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
  receiver: ResponseHandler,
  call = callOf(),
): Promise<ExchangeTimings> {
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
    const ask = async (): Promise<ExchangeTimings> => send(transport, origin, listen().receiver);
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

  it('reads what node:http writes, of a known length, chunked, and of none', async () => {
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
      const heard = listen();
      const request = { origin, path, headers: {}, body: 'hello' };
      const { error } = await transport.exchange(request, callOf(), heard.receiver);
      expect({ path, error }).toEqual({ path, error: undefined });
      expect(heard.reads.map(({ text }) => text).join('')).toBe(path === '/none' ? '' : 'hello');
      expect(heard.ended).toBe(true);
    }
  });

  it('sends and receives bodies longer than any buffer', async () => {
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
    ['says so', `HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 1\r\n\r\na`],
    ['speaks HTTP/1.0', 'HTTP/1.0 200 OK\r\ncontent-length: 1\r\n\r\na'],
    ['writes more than it said', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\naHTTP/1.1'],
  ])('uses no socket again whose server %s', async (_, answer) => {
    const sockets = new Set<Socket>();
    const origin = await serve((socket) => {
      sockets.add(socket);
      socket.write(answer);
    });
    const transport = transportOf();
    for (let i = 0; i < 2; i++) {
      const heard = listen();
      expect((await send(transport, origin, heard.receiver)).error).toBeUndefined();
      expect(heard.reads.map(({ text }) => text)).toEqual(['a']);
    }
    expect(sockets.size).toBe(2);
  });

  it('takes a body up to the end of a connection that was promised to end', async () => {
    const origin = await serve((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nabc'));
    const heard = listen();
    const exchange = await send(transportOf(), origin, heard.receiver);
    expect(exchange.error).toBeUndefined();
    expect(heard).toMatchObject({ ended: true, reads: [{ text: 'abc' }] });
  });

  it('refuses a response that is no HTTP', async () => {
    const origin = await serve((socket) => socket.write('220 mail.test ESMTP\r\n'));
    const { error } = await send(transportOf(), origin, listen().receiver);
    expect(error).toMatchObject({ name: 'MalformedResponse' });
  });

  it.each([
    ['before', ''],
    ['in the middle of', 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nab'],
  ])('tells that the server closed %s the response', async (when, answer) => {
    const origin = await serve((socket) => socket.end(answer));
    const { error } = await send(transportOf(), origin, listen().receiver);
    expect(error).toMatchObject({
      name: 'ConnectionClosed',
      message: `The server closed the connection ${when} the response.`,
    });
  });

  it('opens as many sockets ahead as it is told, at the origins it knows, and uses them', async () => {
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

  it('goes on where nobody listens for the sockets it is to open ahead', async () => {
    const server = createServer();
    const port = await portOf(server);
    server.close();
    const transport = createTransport(4, [`http://127.0.0.1:${port}`]);
    await transport.preconnect?.(4);
    const { error } = await send(transport, `http://127.0.0.1:${port}`, listen().receiver);
    expect(error).toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('replaces a socket that was opened ahead and closed by the server when the request came', async () => {
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

  it('finds the end of a socket that came behind the last answer before it uses it again', async () => {
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

  it('closes an idle socket that bytes come on, and takes them for no answer', async () => {
    let asked = 0;
    const sockets = new Set<Socket>();
    const origin = await serve((socket) => {
      asked += 1;
      sockets.add(socket);
      const answer = HEAD + chunk(`answer ${asked}`) + chunk('');
      // A response of its own that nobody asked for, in a packet behind the first.
      if (asked === 1) socket.write(answer, () => socket.write(HEAD + chunk('late') + chunk('')));
      else socket.write(answer);
    });
    const transport = transportOf();
    await send(transport, origin, listen().receiver);
    const heard = listen();
    expect((await send(transport, origin, heard.receiver)).error).toBeUndefined();
    expect(heard.reads.map(({ text }) => text)).toEqual(['answer 2']);
    expect(sockets.size).toBe(2);
  });

  it.each([
    ['ends', (socket: Socket) => socket.destroy()],
    ['resets', (socket: Socket) => socket.resetAndDestroy()],
  ])(
    'sends again, on a new socket, what a reused one that %s brought no byte for',
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
      const heard = listen();
      const { error, stamps, reconnections } = await send(transport, origin, heard.receiver);
      expect({ error, reconnections }).toEqual({ error: undefined, reconnections: 1 });
      expect(heard.reads.map(({ text }) => text)).toEqual(['a']);
      expect(stamps.connected).toBeGreaterThanOrEqual(stamps.sent ?? Infinity);
      expect(new Set(sockets).size).toBe(2);
    },
  );

  it('sends nothing again that may not go out again, and serves the next', async () => {
    let asked = 0;
    const origin = await serve((socket) => {
      asked += 1;
      if (asked === 2) socket.destroy();
      else socket.write(HEAD + chunk('a') + chunk(''));
    });
    const transport = transportOf();
    await send(transport, origin, listen().receiver);
    const call = { ...callOf(), resend: () => false };
    const { aborted, reconnections } = await send(transport, origin, listen().receiver, call);
    expect({ aborted, reconnections, asked }).toEqual({
      aborted: true,
      reconnections: undefined,
      asked: 2,
    });
    expect((await send(transport, origin, listen().receiver)).error).toBeUndefined();
  });

  it('keeps the first instant as sent, so that the time a lost socket took is not hidden', async () => {
    let asked = 0;
    const origin = await serve((socket) => {
      asked += 1;
      if (asked === 2) setTimeout(() => socket.resetAndDestroy(), 60);
      else socket.write(HEAD + chunk('a') + chunk(''));
    });
    const transport = transportOf();
    await send(transport, origin, listen().receiver);
    const { error, stamps } = await send(transport, origin, listen().receiver);
    expect(error).toBeUndefined();
    expect((stamps.connected ?? 0) - (stamps.sent ?? 0)).toBeGreaterThan(50);
    expect(asked).toBe(3);
  });

  it('sends again once, and takes the end of the new socket for a failure', async () => {
    let asked = 0;
    const origin = await serve((socket) => {
      asked += 1;
      if (asked === 1) socket.write(HEAD + chunk('a') + chunk(''));
      else socket.destroy();
    });
    const transport = transportOf();
    await send(transport, origin, listen().receiver);
    const { error, reconnections } = await send(transport, origin, listen().receiver);
    expect(error).toMatchObject({ name: 'ConnectionClosed' });
    expect({ asked, reconnections }).toEqual({ asked: 3, reconnections: 1 });
  });

  it('sends nothing again of which a byte of a response came', async () => {
    let asked = 0;
    const origin = await serve((socket) => {
      asked += 1;
      if (asked === 1) socket.write(HEAD + chunk('a') + chunk(''));
      else socket.write('H', () => socket.destroy());
    });
    const transport = transportOf();
    await send(transport, origin, listen().receiver);
    const { error, reconnections } = await send(transport, origin, listen().receiver);
    expect(error).toMatchObject({ name: 'ConnectionClosed' });
    expect({ asked, reconnections }).toEqual({ asked: 2, reconnections: undefined });
  });

  it('gives up a request that is stopped while it waits for a socket, and serves the next', async () => {
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

  it('opens a socket for the request that waits when the one before it broke', async () => {
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

  it('ends what is on its way when it is closed', async () => {
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
    // Node warns of it, rightly, once.
    vi.spyOn(process, 'emitWarning').mockImplementationOnce(() => undefined);
  };

  it('gives TLS records of one read one stamp, and those of the next another', async () => {
    trustAnyone();
    const { origin, names } = await serveTls((socket) => {
      socket.cork();
      socket.write(HEAD);
      for (const text of ['a', 'b', 'c']) socket.write(chunk(text));
      socket.uncork();
      setTimeout(() => socket.write(chunk('d') + chunk('')), 20);
    });
    const heard = listen();
    const { error, stamps } = await send(transportOf(), origin, heard.receiver);
    expect(error).toBeUndefined();
    expect(stamps.connected).toBeGreaterThanOrEqual(stamps.sent ?? Infinity);
    expect(heard.reads.map(({ text, read }) => text + String(read))).toEqual([
      'a1',
      'b1',
      'c1',
      'd2',
    ]);
    expect(new Set(heard.reads.map(({ at }) => at)).size).toBe(2);
    expect(names).toEqual(['http/1.1']);
  });

  it('resumes the TLS session of an earlier socket', async () => {
    trustAnyone();
    const { origin, resumed } = await serveTls((socket) => {
      socket.end('HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 1\r\n\r\na');
    });
    const transport = transportOf();
    for (let i = 0; i < 2; i++) await send(transport, origin, listen().receiver);
    expect(resumed).toEqual([false, true]);
  });

  it('refuses a certificate that nobody signed', async () => {
    const { origin } = await serveTls((socket) => socket.write(HEAD + chunk('')));
    const { error, stamps } = await send(transportOf(), origin, listen().receiver);
    expect(error).toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    expect(stamps).not.toHaveProperty('connected');
  });
});
