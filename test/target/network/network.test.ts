import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createHttp2Server, createSecureServer } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import type { Barrier } from '../../../src/sample/sample.ts';
import { createWebSocketTransport } from '../../../src/target/api/web-socket-transport.ts';
import { createTransport, type Transport } from '../../../src/target/connection/transport.ts';
import { rawErrorOf } from '../../../src/target/errors/decode-error.ts';
import type { ExchangeTimings, ResponseHandler } from '../../../src/target/http/exchange.ts';
import { createHttp2Transport } from '../../../src/target/http2/http2-transport.ts';
import { networkOf } from '../../../src/target/network/network.ts';
import { callOf } from '../asking.ts';
import { type ProxyServer, type ProxyServerOptions, startProxyServer } from '../proxy-server.ts';
import { testAuthority } from '../test-authority.ts';

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

const folder = mkdtempSync(join(tmpdir(), 'proofload-network-'));
const ca = join(folder, 'authority.pem');
writeFileSync(ca, `Our own authority:\n${testAuthority.cert}`);

async function portOf(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push(() => server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

async function proxyOf(options?: ProxyServerOptions): Promise<ProxyServer> {
  const proxy = await startProxyServer(options);
  open.push(() => proxy.close());
  return proxy;
}

const listener: RequestListener = ({ headers, url }, response) => {
  response.end(
    `${url ?? ''} for ${headers.host ?? ''} by ${headers['proxy-authorization'] ?? '-'}`,
  );
};

async function servePlain(): Promise<number> {
  const server = createServer(listener);
  open.push(() => server.closeAllConnections());
  return portOf(server);
}

async function serveSecure(certificate = testAuthority.service): Promise<number> {
  const server = createHttpsServer(certificate, listener);
  open.push(() => server.closeAllConnections());
  return portOf(server);
}

async function serveHttp2(secure: boolean): Promise<number> {
  const server = secure ? createSecureServer(testAuthority.service) : createHttp2Server();
  server.on('stream', (stream, headers) => {
    stream.respond({ ':status': 200 });
    stream.end(`${headers[':path'] ?? ''} for ${headers[':authority'] ?? ''}`);
  });
  server.on('session', (session: { destroy(): void }) => open.push(() => session.destroy()));
  return portOf(server);
}

interface Received {
  status?: number;
  text: string;
  readonly receiver: ResponseHandler;
}

function listen(): Received {
  const received: Received = {
    text: '',
    receiver: {
      head: ({ status }) => {
        received.status = status;
      },
      read: (bytes) => {
        received.text += bytes.toString();
      },
      end: () => undefined,
    },
  };
  return received;
}

async function ask(
  transport: Transport,
  origin: string,
): Promise<{ exchange: ExchangeTimings; received: Received }> {
  open.unshift(() => transport.close());
  const received = listen();
  const request = { origin, path: '/v1?a=b', headers: {}, body: 'hello' };
  return { exchange: await transport.exchange(request, callOf(), received.receiver), received };
}

const envOf = ({ port }: ProxyServer, user = '') => ({
  HTTP_PROXY: `http://${user}127.0.0.1:${port}`,
  HTTPS_PROXY: `http://${user}127.0.0.1:${port}`,
});

describe('HTTP/1.1 through a proxy', () => {
  it('a plain request asks the proxy for the full URL, over reused sockets', async () => {
    const proxy = await proxyOf();
    const origin = `http://service.test:${await servePlain()}`;
    const transport = createTransport(2, [], networkOf({}, envOf(proxy)));
    const first = await ask(transport, origin);
    const second = await ask(transport, origin);
    expect(first.received).toMatchObject({
      status: 200,
      text: `/v1?a=b for ${origin.slice(7)} by -`,
    });
    expect(proxy.requests).toEqual([`POST ${origin}/v1?a=b`, `POST ${origin}/v1?a=b`]);
    expect(first.exchange.stamps).toHaveProperty('connected');
    expect(second.exchange.stamps).not.toHaveProperty('connected');
  });

  it('a secure request asks the proxy for a tunnel, once for each socket', async () => {
    const proxy = await proxyOf();
    const origin = `https://service.test:${await serveSecure()}`;
    const transport = createTransport(2, [], networkOf({ ca }, envOf(proxy)));
    const { exchange, received } = await ask(transport, origin);
    await ask(transport, origin);
    expect(exchange.error).toBeUndefined();
    expect(received).toMatchObject({ status: 200, text: `/v1?a=b for ${origin.slice(8)} by -` });
    expect(proxy.requests).toEqual([`CONNECT ${origin.slice(8)}`]);
  });

  it('the tunnel is part of the connection time', async () => {
    const proxy = await proxyOf({
      answer: (socket) =>
        setTimeout(() => socket.end('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n'), 30),
    });
    const transport = createTransport(2, [], networkOf({}, envOf(proxy)));
    const { exchange } = await ask(transport, 'https://service.test');
    expect(exchange.stamps).not.toHaveProperty('connected');
    expect(exchange.end - (exchange.stamps.sent ?? Infinity)).toBeGreaterThanOrEqual(25);
  });

  it.each(['http', 'https'] as const)(
    'only the proxy gets its credentials, over %s',
    async (kind) => {
      const authorization = `Basic ${Buffer.from('me:p@ss').toString('base64')}`;
      const proxy = await proxyOf({ authorization });
      const port = kind === 'http' ? await servePlain() : await serveSecure();
      const network = networkOf({ ca }, envOf(proxy, 'me:p%40ss@'));
      const { received } = await ask(
        createTransport(1, [], network),
        `${kind}://service.test:${port}`,
      );
      expect(received.text).toBe(`/v1?a=b for service.test:${port} by -`);
      expect(proxy.credentials).toEqual([authorization]);
    },
  );

  it.each(['http', 'https'] as const)('a proxy may need TLS itself, for %s', async (kind) => {
    const proxy = await proxyOf({ tls: testAuthority.loopback });
    const port = kind === 'http' ? await servePlain() : await serveSecure();
    const url = `https://localhost:${proxy.port}`;
    const network = networkOf({ ca }, { HTTP_PROXY: url, HTTPS_PROXY: url });
    const { exchange, received } = await ask(
      createTransport(1, [], network),
      `${kind}://service.test:${port}`,
    );
    expect(exchange.error).toBeUndefined();
    expect(received.text).toContain(`for service.test:${port}`);
    expect(proxy.requests).toHaveLength(1);
  });

  it('loopback and NO_PROXY hosts are reached without the proxy', async () => {
    const proxy = await proxyOf();
    const port = await servePlain();
    const env = { ...envOf(proxy), NO_PROXY: '.invalid' };
    const network = networkOf({}, env);
    const { received } = await ask(createTransport(1, [], network), `http://127.0.0.1:${port}`);
    const other = await ask(createTransport(1, [], network), 'http://host.invalid');
    expect(received.status).toBe(200);
    expect(other.exchange.error).toMatchObject({ syscall: 'getaddrinfo' });
    expect(proxy.requests).toEqual([]);
  });
});

describe('HTTP/2 through a proxy', () => {
  it.each([
    ['shared', true],
    ['each', true],
    ['shared', false],
  ] as const)('HTTP/2 goes through a tunnel (%s, secure: %s)', async (sessions, secure) => {
    const proxy = await proxyOf();
    const origin = `${secure ? 'https' : 'http'}://service.test:${await serveHttp2(secure)}`;
    const transport = createHttp2Transport(sessions, networkOf({ ca }, envOf(proxy)));
    const [first, second] = await Promise.all([ask(transport, origin), ask(transport, origin)]);
    expect(first.exchange.error).toBeUndefined();
    expect(first.received.text).toBe(`/v1?a=b for ${new URL(origin).host}`);
    expect(second.received.text).toBe(first.received.text);
    expect(first.exchange.stamps).toHaveProperty('connected');
    expect(proxy.requests).toHaveLength(sessions === 'shared' ? 1 : 2);
  });

  it('a failed HTTP/2 tunnel reports the proxy’s answer', async () => {
    const proxy = await proxyOf({ refusal: { status: 403, reason: 'Forbidden' } });
    const transport = createHttp2Transport('shared', networkOf({}, envOf(proxy)));
    const { exchange } = await ask(transport, 'https://service.test');
    expect(rawErrorOf(exchange.error)).toEqual({
      name: 'ProxyRefused',
      barrier: 'proxy',
      message: `The proxy 127.0.0.1:${proxy.port} opened no tunnel to service.test:443: HTTP 403 Forbidden.`,
    });
  });
});

describe('a WebSocket through a proxy', () => {
  async function serveEcho(secure: boolean): Promise<number> {
    const server = secure ? createHttpsServer(testAuthority.service) : createServer();
    const sockets = new WebSocketServer({ server });
    sockets.on('connection', (socket) => {
      socket.on('message', (data: Buffer) => socket.send(`received ${data.toString()}`));
      open.push(() => socket.terminate());
    });
    return portOf(server);
  }

  it.each([false, true])('a WebSocket goes through a tunnel (secure: %s)', async (secure) => {
    const proxy = await proxyOf();
    const url = `${secure ? 'wss' : 'ws'}://service.test:${await serveEcho(secure)}/`;
    const line = createWebSocketTransport(url, networkOf({ ca }, envOf(proxy)));
    open.unshift(() => line.close());
    const received = listen();
    const isDone = () => received.text !== '';
    const question = { message: 'hello', headers: {} };
    const exchange = await line.exchange(question, callOf(), received.receiver, isDone);
    expect(exchange.error).toBeUndefined();
    expect(received.text).toBe('received hello');
    expect(proxy.requests).toEqual([`CONNECT ${new URL(url.replace('ws', 'http')).host}`]);
  });

  it('a failed WebSocket tunnel reports the proxy’s answer', async () => {
    const proxy = await proxyOf({ authorization: 'Basic x' });
    const line = createWebSocketTransport('wss://service.test', networkOf({}, envOf(proxy)));
    const question = { message: 'hello', headers: {} };
    const { error } = await line.exchange(question, callOf(), listen().receiver, () => false);
    expect(rawErrorOf(error)).toMatchObject({ name: 'ProxyRefused', barrier: 'proxy' });
  });
});

/** URL, environment and PEM file of one request. */
type Scene = readonly [
  origin: string,
  env: Readonly<Record<string, string>>,
  ca?: string | undefined,
];

type Obstacle = [
  what: string,
  scene: () => Scene | Promise<Scene>,
  name: string | RegExp,
  barrier: Barrier,
];

describe('the barrier of a failed connection', () => {
  const through = (port: number) => ({ HTTPS_PROXY: `http://127.0.0.1:${port}` });
  const direct = { NO_PROXY: '*' };

  async function closedPort(): Promise<number> {
    const server = createServer();
    const port = await portOf(server);
    server.close();
    await once(server, 'close');
    return port;
  }

  it.each([
    [
      'an unknown host name',
      () => ['https://host.invalid', direct],
      /^(ENOTFOUND|EAI_AGAIN)$/,
      'dns',
    ],
    [
      'a port where nothing listens',
      async () => [`http://127.0.0.1:${await closedPort()}`, direct],
      'ECONNREFUSED',
      'refused',
    ],
    [
      'a port where nothing listens, of a name with several addresses',
      async () => [`http://localhost:${await closedPort()}`, direct],
      'ECONNREFUSED',
      'refused',
    ],
    [
      'an unknown authority',
      async () => {
        const proxy = await proxyOf();
        return [`https://service.test:${await serveSecure()}`, through(proxy.port)];
      },
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'certificate',
    ],
    [
      'a certificate of another name',
      async () => [`https://127.0.0.1:${await serveSecure()}`, direct, ca],
      'ERR_TLS_CERT_ALTNAME_INVALID',
      'certificate',
    ],
    [
      'a certificate that has expired',
      async () => {
        const proxy = await proxyOf();
        const port = await serveSecure(testAuthority.expired);
        return [`https://service.test:${port}`, through(proxy.port), ca];
      },
      'CERT_HAS_EXPIRED',
      'certificate',
    ],
    [
      'a port that does not speak TLS',
      async () => [`https://127.0.0.1:${await servePlain()}`, direct],
      /^ERR_SSL_|EPROTO/,
      'tls',
    ],
    [
      'a proxy that is not there',
      async () => ['https://service.test', through(await closedPort())],
      'ProxyUnreachable',
      'proxy',
    ],
    [
      'a proxy that is not there, for plain requests',
      async () => ['http://service.test', { HTTP_PROXY: `http://127.0.0.1:${await closedPort()}` }],
      'ProxyUnreachable',
      'proxy',
    ],
    [
      'a proxy that needs credentials',
      async () => {
        const proxy = await proxyOf({ authorization: 'Basic x' });
        return ['https://service.test', through(proxy.port)];
      },
      'ProxyRefused',
      'proxy',
    ],
    [
      'a proxy that closes in the middle',
      async () => {
        const proxy = await proxyOf({ answer: (socket) => socket.end('HTTP/1.1 200 O') });
        return ['https://service.test', through(proxy.port)];
      },
      'ProxyRefused',
      'proxy',
    ],
    [
      'a server that is not a proxy',
      async () => {
        const proxy = await proxyOf({ answer: (socket) => socket.end('SSH-2.0-x\r\n\r\n') });
        return ['https://service.test', through(proxy.port)];
      },
      'ProxyRefused',
      'proxy',
    ],
  ] satisfies readonly Obstacle[])('%s', async (_, scene, name, barrier) => {
    const [origin, env, file] = await scene();
    const network = networkOf(file === undefined ? {} : { ca: file }, env);
    const { exchange } = await ask(createTransport(1, [], network), origin);
    const symptom = rawErrorOf(exchange.error);
    expect(symptom.name).toMatch(name);
    expect(symptom.barrier).toBe(barrier);
    expect(symptom.message).not.toBe('');
    expect(exchange.stamps).not.toHaveProperty('connected');
  });
});

describe('the authorities of a file', () => {
  it('authorities of a file are trusted beside Node’s', async () => {
    const origin = `https://service.test:${await serveSecure()}`;
    const proxy = await proxyOf();
    const { exchange } = await ask(createTransport(1, [], networkOf({ ca }, envOf(proxy))), origin);
    expect(exchange.error).toBeUndefined();
  });

  it.each([
    ['there is none', join(folder, 'missing.pem'), /could not be read/],
    ['it holds no certificate', join(folder, 'empty.pem'), /holds no certificate/],
    ['its certificate is broken', join(folder, 'broken.pem'), /cannot be read/],
  ])('authorities of a file are refused if %s', (_, file, message) => {
    writeFileSync(join(folder, 'empty.pem'), 'nothing');
    const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
    writeFileSync(join(folder, 'broken.pem'), broken);
    expect(() => networkOf({ ca: file }, {})).toThrow(message);
  });
});
