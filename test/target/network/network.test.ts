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

interface Heard {
  status?: number;
  text: string;
  readonly receiver: ResponseHandler;
}

function listen(): Heard {
  const heard: Heard = {
    text: '',
    receiver: {
      head: ({ status }) => {
        heard.status = status;
      },
      read: (bytes) => {
        heard.text += bytes.toString();
      },
      end: () => undefined,
    },
  };
  return heard;
}

async function ask(
  transport: Transport,
  origin: string,
): Promise<{ exchange: ExchangeTimings; heard: Heard }> {
  open.unshift(() => transport.close());
  const heard = listen();
  const request = { origin, path: '/v1?a=b', headers: {}, body: 'hello' };
  return { exchange: await transport.exchange(request, callOf(), heard.receiver), heard };
}

const envOf = ({ port }: ProxyServer, user = '') => ({
  HTTP_PROXY: `http://${user}127.0.0.1:${port}`,
  HTTPS_PROXY: `http://${user}127.0.0.1:${port}`,
});

describe('HTTP/1.1 through a proxy', () => {
  it('asks the proxy for the whole URL, and one socket after the other carries it', async () => {
    const proxy = await proxyOf();
    const origin = `http://service.test:${await servePlain()}`;
    const transport = createTransport(2, [], networkOf({}, envOf(proxy)));
    const first = await ask(transport, origin);
    const second = await ask(transport, origin);
    expect(first.heard).toMatchObject({ status: 200, text: `/v1?a=b for ${origin.slice(7)} by -` });
    expect(proxy.asked).toEqual([`POST ${origin}/v1?a=b`, `POST ${origin}/v1?a=b`]);
    expect(first.exchange.stamps).toHaveProperty('connected');
    expect(second.exchange.stamps).not.toHaveProperty('connected');
  });

  it('asks it for a tunnel to what is secure, once for a socket', async () => {
    const proxy = await proxyOf();
    const origin = `https://service.test:${await serveSecure()}`;
    const transport = createTransport(2, [], networkOf({ ca }, envOf(proxy)));
    const { exchange, heard } = await ask(transport, origin);
    await ask(transport, origin);
    expect(exchange.error).toBeUndefined();
    expect(heard).toMatchObject({ status: 200, text: `/v1?a=b for ${origin.slice(8)} by -` });
    expect(proxy.asked).toEqual([`CONNECT ${origin.slice(8)}`]);
  });

  it('has the tunnel inside the time of connecting', async () => {
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
    'says who we are to the proxy alone, over %s',
    async (kind) => {
      const authorization = `Basic ${Buffer.from('me:p@ss').toString('base64')}`;
      const proxy = await proxyOf({ authorization });
      const port = kind === 'http' ? await servePlain() : await serveSecure();
      const network = networkOf({ ca }, envOf(proxy, 'me:p%40ss@'));
      const { heard } = await ask(
        createTransport(1, [], network),
        `${kind}://service.test:${port}`,
      );
      expect(heard.text).toBe(`/v1?a=b for service.test:${port} by -`);
      expect(proxy.credentials).toEqual([authorization]);
    },
  );

  it.each(['http', 'https'] as const)(
    'speaks TLS to a proxy that wants it, for %s',
    async (kind) => {
      const proxy = await proxyOf({ tls: testAuthority.loopback });
      const port = kind === 'http' ? await servePlain() : await serveSecure();
      const url = `https://localhost:${proxy.port}`;
      const network = networkOf({ ca }, { HTTP_PROXY: url, HTTPS_PROXY: url });
      const { exchange, heard } = await ask(
        createTransport(1, [], network),
        `${kind}://service.test:${port}`,
      );
      expect(exchange.error).toBeUndefined();
      expect(heard.text).toContain(`for service.test:${port}`);
      expect(proxy.asked).toHaveLength(1);
    },
  );

  it('never takes loopback or what NO_PROXY exempts through it', async () => {
    const proxy = await proxyOf();
    const port = await servePlain();
    const env = { ...envOf(proxy), NO_PROXY: '.invalid' };
    const network = networkOf({}, env);
    const { heard } = await ask(createTransport(1, [], network), `http://127.0.0.1:${port}`);
    const other = await ask(createTransport(1, [], network), 'http://host.invalid');
    expect(heard.status).toBe(200);
    expect(other.exchange.error).toMatchObject({ syscall: 'getaddrinfo' });
    expect(proxy.asked).toEqual([]);
  });
});

describe('HTTP/2 through a proxy', () => {
  it.each([
    ['shared', true],
    ['each', true],
    ['shared', false],
  ] as const)('goes through a tunnel (%s, secure: %s)', async (sessions, secure) => {
    const proxy = await proxyOf();
    const origin = `${secure ? 'https' : 'http'}://service.test:${await serveHttp2(secure)}`;
    const transport = createHttp2Transport(sessions, networkOf({ ca }, envOf(proxy)));
    const [first, second] = await Promise.all([ask(transport, origin), ask(transport, origin)]);
    expect(first.exchange.error).toBeUndefined();
    expect(first.heard.text).toBe(`/v1?a=b for ${new URL(origin).host}`);
    expect(second.heard.text).toBe(first.heard.text);
    expect(first.exchange.stamps).toHaveProperty('connected');
    expect(proxy.asked).toHaveLength(sessions === 'shared' ? 1 : 2);
  });

  it('says what the proxy said', async () => {
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
      socket.on('message', (data: Buffer) => socket.send(`heard ${data.toString()}`));
      open.push(() => socket.terminate());
    });
    return portOf(server);
  }

  it.each([false, true])('goes through a tunnel (secure: %s)', async (secure) => {
    const proxy = await proxyOf();
    const url = `${secure ? 'wss' : 'ws'}://service.test:${await serveEcho(secure)}/`;
    const line = createWebSocketTransport(url, networkOf({ ca }, envOf(proxy)));
    open.unshift(() => line.close());
    const heard = listen();
    const isDone = () => heard.text !== '';
    const question = { message: 'hello', headers: {} };
    const exchange = await line.exchange(question, callOf(), heard.receiver, isDone);
    expect(exchange.error).toBeUndefined();
    expect(heard.text).toBe('heard hello');
    expect(proxy.asked).toEqual([`CONNECT ${new URL(url.replace('ws', 'http')).host}`]);
  });

  it('says what the proxy said', async () => {
    const proxy = await proxyOf({ authorization: 'Basic x' });
    const line = createWebSocketTransport('wss://service.test', networkOf({}, envOf(proxy)));
    const question = { message: 'hello', headers: {} };
    const { error } = await line.exchange(question, callOf(), listen().receiver, () => false);
    expect(rawErrorOf(error)).toMatchObject({ name: 'ProxyRefused', barrier: 'proxy' });
  });
});

/** Where to ask, in which environment, trusting which file. */
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

describe('why no connection was made', () => {
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
      'a name that is none',
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
      'an authority that is not known',
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
      'a proxy that wants to know who asks',
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
      'a proxy that is none',
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
  it('are trusted beside those of Node', async () => {
    const origin = `https://service.test:${await serveSecure()}`;
    const proxy = await proxyOf();
    const { exchange } = await ask(createTransport(1, [], networkOf({ ca }, envOf(proxy))), origin);
    expect(exchange.error).toBeUndefined();
  });

  it.each([
    ['there is none', join(folder, 'missing.pem'), /could not be read/],
    ['it holds no certificate', join(folder, 'empty.pem'), /holds no certificate/],
    ['its certificate is broken', join(folder, 'broken.pem'), /cannot be read/],
  ])('are refused where %s', (_, file, message) => {
    writeFileSync(join(folder, 'empty.pem'), 'nothing');
    const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
    writeFileSync(join(folder, 'broken.pem'), broken);
    expect(() => networkOf({ ca: file }, {})).toThrow(message);
  });
});
