import { once } from 'node:events';
import { createServer, request as forward } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** An HTTP proxy on loopback that resolves every name below `test` to this machine. */
export interface ProxyServer {
  readonly port: number;
  /** Its requests: `CONNECT service.test:443`, `POST http://service.test/path`. */
  readonly requests: readonly string[];
  /** The Proxy-Authorization of each request, `-` for none. */
  readonly credentials: readonly string[];
  close(): Promise<void>;
}

export interface ProxyServerOptions {
  /** Answers every request with this refusal. */
  readonly refusal?: { readonly status: number; readonly reason: string };
  /** The credentials that it accepts; any if absent. */
  readonly authorization?: string;
  /** Key and certificate, if the proxy itself uses TLS. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Replaces the answer to CONNECT. */
  readonly answer?: (socket: Duplex) => void;
}

export async function startProxyServer(options: ProxyServerOptions = {}): Promise<ProxyServer> {
  const requests: string[] = [];
  const credentials: string[] = [];
  const sockets = new Set<Duplex>();

  /** Returns why it refuses a request. */
  function refusalOf({ method, url, headers }: IncomingMessage): ProxyServerOptions['refusal'] {
    requests.push(`${method ?? ''} ${url ?? ''}`);
    const given = headers['proxy-authorization'];
    credentials.push(given ?? '-');
    if (options.refusal !== undefined) return options.refusal;
    return options.authorization === undefined || options.authorization === given
      ? undefined
      : { status: 407, reason: 'Proxy Authentication Required' };
  }

  function onRequest(incoming: IncomingMessage, response: ServerResponse): void {
    const refusal = refusalOf(incoming);
    if (refusal !== undefined) {
      response.writeHead(refusal.status, refusal.reason);
      response.end(refusal.reason);
      return;
    }
    const { pathname, search, port } = new URL(incoming.url ?? '');
    const { 'proxy-authorization': _, ...headers } = incoming.headers;
    const onward = forward(
      { host: '127.0.0.1', port, path: pathname + search, method: incoming.method, headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on('error', () => response.destroy());
    incoming.pipe(onward);
  }

  function onConnect(incoming: IncomingMessage, client: Duplex): void {
    sockets.add(client);
    client.on('error', () => undefined);
    const refusal = refusalOf(incoming);
    if (options.answer !== undefined) return options.answer(client);
    if (refusal !== undefined) {
      client.end(`HTTP/1.1 ${refusal.status} ${refusal.reason}\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const port = Number(incoming.url?.split(':').at(-1));
    const onward: Socket = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\nvia: 1.1 test\r\n\r\n');
      client.pipe(onward).pipe(client);
    });
    sockets.add(onward);
    onward.on('error', () => client.destroy());
    client.on('close', () => onward.destroy());
  }

  const server =
    options.tls === undefined
      ? createServer(onRequest)
      : createSecureServer(options.tls, onRequest);
  server.on('connect', onConnect);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    port: address.port,
    requests,
    credentials,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
