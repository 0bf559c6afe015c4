import { once } from 'node:events';
import { constants, createSecureServer, createServer } from 'node:http2';
import type { Http2Server, ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Transport } from '../../../src/target/connection/transport.ts';
import { createTarget } from '../../../src/target/create-target.ts';
import type { ExchangeTimings, ResponseHandler } from '../../../src/target/http/exchange.ts';
import { createHttp2Transport } from '../../../src/target/http2/http2-transport.ts';
import { callOf, queryOf, specOf, wiringOf } from '../asking.ts';
import { eventBytes } from '../frame-bytes.ts';
import { loopbackCertificate } from '../loopback-certificate.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const close of closers.splice(0)) await close();
});

interface Served {
  readonly origin: string;
  readonly sessions: ServerHttp2Session[];
  /** The headers and the codes of all its streams. */
  readonly streams: { headers: Record<string, unknown>; rstCode: () => number }[];
}

type Answer = (stream: ServerHttp2Stream, n: number) => void;

async function serve(answer: Answer, server: Http2Server = createServer()): Promise<Served> {
  const sessions: ServerHttp2Session[] = [];
  const streams: Served['streams'] = [];
  server.on('session', (session) => {
    sessions.push(session);
    session.on('error', () => undefined);
  });
  server.on('stream', (stream, headers) => {
    streams.push({ headers, rstCode: () => stream.rstCode });
    stream.on('error', () => undefined);
    stream.resume().on('end', () => answer(stream, streams.length - 1));
  });
  closers.push(() => {
    for (const session of sessions) session.destroy();
  });
  const scheme = 'setSecureContext' in server ? 'https' : 'http';
  return { origin: await originOf(server, scheme), sessions, streams };
}

async function originOf(server: Server, scheme: 'http' | 'https'): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => server.close());
  return `${scheme}://localhost:${(server.address() as AddressInfo).port}`;
}

function transportOf(sessions: 'shared' | 'each'): Transport {
  const transport = createHttp2Transport(sessions);
  closers.push(() => transport.close());
  return transport;
}

interface Received extends ResponseHandler {
  readonly status: number[];
  readonly reads: { text: string; at: number; read: number }[];
  ended: boolean;
}

function listen(more: Partial<ResponseHandler> = {}): Received {
  const received: Received = {
    status: [],
    reads: [],
    ended: false,
    head: ({ status }) => received.status.push(status),
    read: (bytes, at, read) => received.reads.push({ text: bytes.toString(), at, read }),
    end() {
      received.ended = true;
    },
    ...more,
  };
  return received;
}

function send(
  transport: Transport,
  origin: string,
  receiver: ResponseHandler = listen(),
  call = callOf(),
): Promise<ExchangeTimings> {
  const headers = { Host: 'signed.example', 'x-one': '1' };
  return transport.exchange({ origin, path: '/a?b=c', headers, body: 'hëllo' }, call, receiver);
}

const ok: Answer = (stream) => {
  stream.respond({ ':status': 200 });
  stream.end('fine');
};

describe('createHttp2Transport', () => {
  it('an HTTP/2 request has its signed path, its host as the authority and its length', async () => {
    const { origin, streams } = await serve(ok);
    await send(transportOf('shared'), origin);
    expect(streams[0]?.headers).toMatchObject({
      ':method': 'POST',
      ':scheme': 'http',
      ':authority': 'signed.example',
      ':path': '/a?b=c',
      'x-one': '1',
      'content-length': '6',
    });
    expect(streams[0]?.headers).not.toHaveProperty('host');
  });

  it('an HTTP/2 request may have another method than POST', async () => {
    const { origin, streams } = await serve(ok);
    const request = { method: 'PUT', origin, path: '/', headers: {}, body: 'x' } as const;
    await transportOf('each').exchange(request, callOf(), listen());
    expect(streams[0]?.headers).toMatchObject({ ':method': 'PUT' });
  });

  it('frames of one loop iteration are one read', async () => {
    const { origin } = await serve((stream) => {
      stream.respond({ ':status': 200 });
      for (const text of ['a', 'b', 'c']) stream.write(text);
      setTimeout(() => stream.end('d'), 30);
    });
    const received = listen();
    const { error, end, stamps } = await send(transportOf('shared'), origin, received);
    expect(error).toBeUndefined();
    expect(received).toMatchObject({ status: [200], ended: true });
    expect(received.reads.map(({ text }) => text).join('')).toBe('abcd');
    const [first, last] = [received.reads.at(0), received.reads.at(-1)];
    expect(last?.read).toBeGreaterThan(first?.read ?? Infinity);
    expect(new Set(received.reads.map(({ at }) => at)).size).toBe(
      new Set(received.reads.map(({ read }) => read)).size,
    );
    expect(stamps.firstByte).toBeLessThanOrEqual(first?.at ?? 0);
    expect(end).toBe(last?.at);
  });

  it('a shared session carries all requests, and only the first has a connection timestamp', async () => {
    const { origin, sessions } = await serve(ok);
    const transport = transportOf('shared');
    const first = await send(transport, origin);
    const later = await Promise.all([1, 2, 3].map(() => send(transport, origin)));
    expect(first.stamps.connected).toBeGreaterThan(first.stamps.sent ?? Infinity);
    expect(later.map(({ stamps }) => stamps.connected)).toEqual([undefined, undefined, undefined]);
    expect(sessions).toHaveLength(1);
  });

  it('each request that waited for the session has a connection timestamp', async () => {
    const { origin, sessions } = await serve(ok);
    const transport = transportOf('shared');
    const replies = await Promise.all([1, 2].map(() => send(transport, origin)));
    expect(replies.every(({ stamps }) => stamps.connected !== undefined)).toBe(true);
    expect(sessions).toHaveLength(1);
  });

  it('`each` opens a session once the gate opens, and closes it', async () => {
    const { origin, sessions } = await serve(ok);
    const transport = transportOf('each');
    let openedAtGate = -1;
    const gate = async (): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      openedAtGate = sessions.length;
    };
    const one = await send(transport, origin, listen(), callOf({ gate }));
    const two = await send(transport, origin);
    expect(openedAtGate).toBe(0);
    expect([one, two].map(({ stamps }) => stamps.connected !== undefined)).toEqual([true, true]);
    expect(sessions).toHaveLength(2);
    await vi.waitFor(() => expect(sessions.every(({ destroyed }) => destroyed)).toBe(true));
  });

  it.each(['shared', 'each'] as const)('an aborted call resets its stream (%s)', async (use) => {
    const controller = new AbortController();
    const { origin, streams } = await serve(() => controller.abort('timeout'));
    const call = callOf({ signal: controller.signal });
    const exchange = await send(transportOf(use), origin, listen(), call);
    expect(exchange).toMatchObject({ aborted: true, error: 'timeout' });
    await vi.waitFor(() => expect(streams[0]?.rstCode()).toBe(constants.NGHTTP2_CANCEL));
  });

  it('an aborted call sends nothing and opens no session', async () => {
    const { origin, sessions } = await serve(ok);
    const call = callOf({ signal: AbortSignal.abort('end') });
    const exchange = await send(transportOf('each'), origin, listen(), call);
    expect(exchange).toMatchObject({ aborted: true, stamps: {} });
    expect(sessions).toHaveLength(0);
  });

  it('a call can be aborted before its session is connected', async () => {
    const controller = new AbortController();
    const call = callOf({ signal: controller.signal });
    // It accepts, and never answers the handshake.
    const server = createTcpServer((socket) => {
      closers.push(() => socket.destroy());
      socket.resume().on('close', () => {
        gone = true;
      });
      controller.abort('timeout');
    });
    let gone = false;
    const origin = await originOf(server, 'https');
    const exchange = await send(transportOf('each'), origin, listen(), call);
    expect(exchange).toMatchObject({ aborted: true, stamps: { sent: expect.any(Number) } });
    expect(exchange.stamps.connected).toBeUndefined();
    await vi.waitFor(() => expect(gone).toBe(true));
  });

  it('an error of the receiver ends the exchange and resets the stream', async () => {
    const { origin, streams } = await serve((stream) => {
      stream.respond({ ':status': 200 });
      stream.write('bad');
    });
    const receiver = listen({
      read() {
        throw new Error('unreadable');
      },
    });
    expect((await send(transportOf('shared'), origin, receiver)).error).toMatchObject({
      message: 'unreadable',
    });
    await vi.waitFor(() => expect(streams[0]?.rstCode()).toBe(constants.NGHTTP2_CANCEL));
  });

  it('a stream that the server resets is reported by its code', async () => {
    const { origin } = await serve((stream) => stream.close(constants.NGHTTP2_REFUSED_STREAM));
    const { error } = await send(transportOf('shared'), origin);
    expect(String(error)).toContain('NGHTTP2_REFUSED_STREAM');
  });

  it('a socket that closes in the middle is reported as a closed connection', async () => {
    const { origin } = await serve((stream) => {
      stream.respond({ ':status': 200 });
      stream.write('half', () => stream.session?.socket.destroySoon());
    });
    const received = listen();
    const { error } = await send(transportOf('shared'), origin, received);
    expect(error).toMatchObject({
      name: 'ConnectionClosed',
      message: 'The server closed the HTTP/2 stream in the middle of the response.',
    });
    expect(received.ended).toBe(false);
  });

  it('an answer ends on a session with GOAWAY, and the next request opens another', async () => {
    const { origin, sessions } = await serve((stream, n) => {
      stream.respond({ ':status': 200 });
      if (n > 0) return stream.end('fine');
      stream.session?.goaway(constants.NGHTTP2_NO_ERROR);
      setTimeout(() => stream.end('late'), 30);
    });
    const transport = transportOf('shared');
    const received = listen();
    expect((await send(transport, origin, received)).error).toBeUndefined();
    expect(received.reads.map(({ text }) => text)).toEqual(['late']);
    expect((await send(transport, origin)).stamps.connected).toBeDefined();
    expect(sessions).toHaveLength(2);
  });

  it('an HTTP/2 request that may not be resent is not sent again', async () => {
    const { origin, streams } = await serve((stream, n) => {
      if (n === 1) stream.session?.destroy();
      else stream.end('a');
    });
    const transport = transportOf('shared');
    await send(transport, origin);
    const call = { ...callOf(), resend: () => false };
    const { aborted, reconnections } = await send(transport, origin, listen(), call);
    expect({ aborted, reconnections }).toEqual({ aborted: true, reconnections: undefined });
    expect(streams).toHaveLength(2);
  });

  it.each<[string, (stream: ServerHttp2Stream) => void]>([
    ['refuses the stream', (stream) => stream.close(constants.NGHTTP2_REFUSED_STREAM)],
    ['goes away before it', (stream) => stream.session?.goaway(constants.NGHTTP2_NO_ERROR, 1)],
    ['closes the connection', (stream) => stream.session?.destroy()],
  ])('a request is sent again on a new session if the server %s', async (_, end) => {
    const { origin, sessions, streams } = await serve((stream, n) => {
      if (n === 1) end(stream);
      else stream.end('a');
    });
    const transport = transportOf('shared');
    await send(transport, origin);
    const received = listen();
    const { error, reconnections } = await send(transport, origin, received);
    expect({ error, reconnections }).toEqual({ error: undefined, reconnections: 1 });
    expect(received.reads.map(({ text }) => text)).toEqual(['a']);
    expect({ sessions: sessions.length, streams: streams.length }).toEqual({
      sessions: 2,
      streams: 3,
    });
  });

  it('a request is not sent again from its own new session, nor after the server took it', async () => {
    const refused = await serve((stream) => stream.close(constants.NGHTTP2_REFUSED_STREAM));
    const { error } = await send(transportOf('shared'), refused.origin);
    expect(error).toBeInstanceOf(Error);
    expect(refused.streams).toHaveLength(1);
    const broken = await serve((stream, n) => {
      if (n === 0) stream.end('a');
      else stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    });
    const transport = transportOf('shared');
    await send(transport, broken.origin);
    expect((await send(transport, broken.origin)).error).toBeInstanceOf(Error);
    expect(broken.streams).toHaveLength(2);
  });

  it('requests on a session with an error GOAWAY fail', async () => {
    const { origin } = await serve((stream) => {
      stream.session?.goaway(constants.NGHTTP2_ENHANCE_YOUR_CALM);
    });
    const transport = transportOf('shared');
    const { error } = await send(transport, origin);
    expect(error).toMatchObject({ code: 'ERR_HTTP2_SESSION_ERROR' });
  });

  it('a refused connection is reported by the socket’s error', async () => {
    const { error, stamps } = await send(transportOf('each'), 'http://127.0.0.1:1');
    expect(error).toMatchObject({ code: 'ECONNREFUSED' });
    expect(stamps).toEqual({ sent: expect.any(Number) });
  });

  it('HTTP/2 is agreed by ALPN over TLS', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const { origin, sessions } = await serve(ok, createSecureServer(loopbackCertificate));
    const received = listen();
    const { error, stamps } = await send(transportOf('each'), origin, received);
    expect(error).toBeUndefined();
    expect(received.status).toEqual([200]);
    expect(stamps.connected).toBeDefined();
    expect(sessions[0]?.alpnProtocol).toBe('h2');
  });

  it('every head comes before its body, however many answers come in one TLS read', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const answer = eventBytes('contentBlockDelta', { delta: { text: 'x'.repeat(100) } });
    const stop = eventBytes('messageStop', { stopReason: 'end_turn' });
    const { origin } = await serve((stream) => {
      stream.respond({ ':status': 200 });
      stream.end(Buffer.concat([...Array.from({ length: 20 }, () => answer), stop]));
    }, createSecureServer(loopbackCertificate));
    const spec = specOf({ kind: 'bedrock-converse', model: 'm', stream: true, transport: 'http2' });
    const target = await createTarget(spec, wiringOf(origin));
    closers.push(() => target.close());
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const replies: string[] = [];
        for (let n = 0; n < 40; n++) {
          replies.push((await target.ask(queryOf('Hi '.repeat(300)), callOf())).outcome);
        }
        return replies;
      }),
    );
    expect(new Set(outcomes.flat())).toEqual(new Set(['ok']));
  });

  it('a TLS server without HTTP/2 is reported', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const server = createTlsServer({ ...loopbackCertificate }, (socket) => {
      socket.on('error', () => undefined);
      closers.push(() => socket.destroy());
    });
    const origin = await originOf(server, 'https');
    const { error } = await send(transportOf('shared'), origin);
    expect(String(error)).toContain('does not speak HTTP/2 (ALPN); use transport: http1.');
  });

  it('a header that HTTP/2 cannot carry is refused before anything is opened', async () => {
    const exchange = transportOf('each').exchange(
      { origin: 'http://127.0.0.1:1', path: '/', headers: { Connection: 'close' }, body: '' },
      callOf(),
      listen(),
    );
    await expect(exchange).rejects.toThrow(
      "it has the header Connection. Leave it out of the target's headers, or use transport: http1.",
    );
  });
});
