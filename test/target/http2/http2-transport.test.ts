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
  /** The headers and the codes of the streams it ever had. */
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

interface Heard extends ResponseHandler {
  readonly status: number[];
  readonly reads: { text: string; at: number; read: number }[];
  ended: boolean;
}

function listen(more: Partial<ResponseHandler> = {}): Heard {
  const heard: Heard = {
    status: [],
    reads: [],
    ended: false,
    head: ({ status }) => heard.status.push(status),
    read: (bytes, at, read) => heard.reads.push({ text: bytes.toString(), at, read }),
    end() {
      heard.ended = true;
    },
    ...more,
  };
  return heard;
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
  it('sends what was signed: its path, its host as the authority, its length', async () => {
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

  it('asks by another method than POST where the request says so', async () => {
    const { origin, streams } = await serve(ok);
    const request = { method: 'PUT', origin, path: '/', headers: {}, body: 'x' } as const;
    await transportOf('each').exchange(request, callOf(), listen());
    expect(streams[0]?.headers).toMatchObject({ ':method': 'PUT' });
  });

  it('tells frames of one turn as one read, and those of the next as another', async () => {
    const { origin } = await serve((stream) => {
      stream.respond({ ':status': 200 });
      for (const text of ['a', 'b', 'c']) stream.write(text);
      setTimeout(() => stream.end('d'), 30);
    });
    const heard = listen();
    const { error, end, stamps } = await send(transportOf('shared'), origin, heard);
    expect(error).toBeUndefined();
    expect(heard).toMatchObject({ status: [200], ended: true });
    expect(heard.reads.map(({ text }) => text).join('')).toBe('abcd');
    const [first, last] = [heard.reads.at(0), heard.reads.at(-1)];
    expect(last?.read).toBeGreaterThan(first?.read ?? Infinity);
    expect(new Set(heard.reads.map(({ at }) => at)).size).toBe(
      new Set(heard.reads.map(({ read }) => read)).size,
    );
    expect(stamps.firstByte).toBeLessThanOrEqual(first?.at ?? 0);
    expect(end).toBe(last?.at);
  });

  it('keeps one session for all requests, and stamps the one that opened it', async () => {
    const { origin, sessions } = await serve(ok);
    const transport = transportOf('shared');
    const first = await send(transport, origin);
    const later = await Promise.all([1, 2, 3].map(() => send(transport, origin)));
    expect(first.stamps.connected).toBeGreaterThan(first.stamps.sent ?? Infinity);
    expect(later.map(({ stamps }) => stamps.connected)).toEqual([undefined, undefined, undefined]);
    expect(sessions).toHaveLength(1);
  });

  it('stamps the connection for each request that had to wait for it', async () => {
    const { origin, sessions } = await serve(ok);
    const transport = transportOf('shared');
    const replies = await Promise.all([1, 2].map(() => send(transport, origin)));
    expect(replies.every(({ stamps }) => stamps.connected !== undefined)).toBe(true);
    expect(sessions).toHaveLength(1);
  });

  it('opens a session for each request once its gate opens, and closes it', async () => {
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

  it.each(['shared', 'each'] as const)('resets the stream of an aborted call (%s)', async (use) => {
    const controller = new AbortController();
    const { origin, streams } = await serve(() => controller.abort('timeout'));
    const call = callOf({ signal: controller.signal });
    const exchange = await send(transportOf(use), origin, listen(), call);
    expect(exchange).toMatchObject({ aborted: true, error: 'timeout' });
    await vi.waitFor(() => expect(streams[0]?.rstCode()).toBe(constants.NGHTTP2_CANCEL));
  });

  it('sends nothing and opens nothing for a call that is off', async () => {
    const { origin, sessions } = await serve(ok);
    const call = callOf({ signal: AbortSignal.abort('end') });
    const exchange = await send(transportOf('each'), origin, listen(), call);
    expect(exchange).toMatchObject({ aborted: true, stamps: {} });
    expect(sessions).toHaveLength(0);
  });

  it('calls off a session that is not there yet', async () => {
    const controller = new AbortController();
    const call = callOf({ signal: controller.signal });
    // It accepts, and never shakes hands.
    const server = createTcpServer((socket) => {
      closers.push(() => socket.destroy());
      socket.resume().on('close', () => {
        gone = true;
      });
      controller.abort('timeout');
    });
    let gone = false;
    const origin = await originOf(server, 'https');
    const asked = await send(transportOf('each'), origin, listen(), call);
    expect(asked).toMatchObject({ aborted: true, stamps: { sent: expect.any(Number) } });
    expect(asked.stamps.connected).toBeUndefined();
    await vi.waitFor(() => expect(gone).toBe(true));
  });

  it('ends with what the receiver throws, and resets the stream', async () => {
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

  it('tells a stream that the server resets by its code', async () => {
    const { origin } = await serve((stream) => stream.close(constants.NGHTTP2_REFUSED_STREAM));
    const { error } = await send(transportOf('shared'), origin);
    expect(String(error)).toContain('NGHTTP2_REFUSED_STREAM');
  });

  it('tells a socket that closes in the middle as a connection closed', async () => {
    const { origin } = await serve((stream) => {
      stream.respond({ ':status': 200 });
      stream.write('half', () => stream.session?.socket.destroySoon());
    });
    const heard = listen();
    const { error } = await send(transportOf('shared'), origin, heard);
    expect(error).toMatchObject({
      name: 'ConnectionClosed',
      message: 'The server closed the HTTP/2 stream in the middle of the response.',
    });
    expect(heard.ended).toBe(false);
  });

  it('lets an answer end on a session told to go away, and opens another for the next', async () => {
    const { origin, sessions } = await serve((stream, n) => {
      stream.respond({ ':status': 200 });
      if (n > 0) return stream.end('fine');
      stream.session?.goaway(constants.NGHTTP2_NO_ERROR);
      setTimeout(() => stream.end('late'), 30);
    });
    const transport = transportOf('shared');
    const heard = listen();
    expect((await send(transport, origin, heard)).error).toBeUndefined();
    expect(heard.reads.map(({ text }) => text)).toEqual(['late']);
    expect((await send(transport, origin)).stamps.connected).toBeDefined();
    expect(sessions).toHaveLength(2);
  });

  it('sends nothing again that may not go out again', async () => {
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
  ])('sends again, on a new session, what a server that %s did not answer', async (_, end) => {
    const { origin, sessions, streams } = await serve((stream, n) => {
      if (n === 1) end(stream);
      else stream.end('a');
    });
    const transport = transportOf('shared');
    await send(transport, origin);
    const heard = listen();
    const { error, reconnections } = await send(transport, origin, heard);
    expect({ error, reconnections }).toEqual({ error: undefined, reconnections: 1 });
    expect(heard.reads.map(({ text }) => text)).toEqual(['a']);
    expect({ sessions: sessions.length, streams: streams.length }).toEqual({
      sessions: 2,
      streams: 3,
    });
  });

  it('sends nothing again on a session opened for it, nor what the server took and broke', async () => {
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

  it('fails what is on a session that goes away with an error', async () => {
    const { origin } = await serve((stream) => {
      stream.session?.goaway(constants.NGHTTP2_ENHANCE_YOUR_CALM);
    });
    const transport = transportOf('shared');
    const { error } = await send(transport, origin);
    expect(error).toMatchObject({ code: 'ERR_HTTP2_SESSION_ERROR' });
  });

  it('says that nobody listens in the words of the socket', async () => {
    const { error, stamps } = await send(transportOf('each'), 'http://127.0.0.1:1');
    expect(error).toMatchObject({ code: 'ECONNREFUSED' });
    expect(stamps).toEqual({ sent: expect.any(Number) });
  });

  it('agrees on HTTP/2 by ALPN over TLS', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const { origin, sessions } = await serve(ok, createSecureServer(loopbackCertificate));
    const heard = listen();
    const { error, stamps } = await send(transportOf('each'), origin, heard);
    expect(error).toBeUndefined();
    expect(heard.status).toEqual([200]);
    expect(stamps.connected).toBeDefined();
    expect(sessions[0]?.alpnProtocol).toBe('h2');
  });

  it('tells every head before its body, however many answers come in one TLS read', async () => {
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

  it('says so where a TLS server agrees on nothing', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const server = createTlsServer({ ...loopbackCertificate }, (socket) => {
      socket.on('error', () => undefined);
      closers.push(() => socket.destroy());
    });
    const origin = await originOf(server, 'https');
    const { error } = await send(transportOf('shared'), origin);
    expect(String(error)).toContain('does not speak HTTP/2 (ALPN); use transport: http1.');
  });

  it('refuses a header that HTTP/2 has no place for, before it opens anything', async () => {
    const asked = transportOf('each').exchange(
      { origin: 'http://127.0.0.1:1', path: '/', headers: { Connection: 'close' }, body: '' },
      callOf(),
      listen(),
    );
    await expect(asked).rejects.toThrow(
      "it has the header Connection. Leave it out of the target's headers, or use transport: http1.",
    );
  });
});
