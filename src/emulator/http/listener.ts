import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import { createServer, type Socket } from 'node:net';
import { Problem } from '../../problem/problem.ts';
import { createHttpExchange, type HttpExchange } from './http-exchange.ts';
import { acceptWebSockets } from './web-socket.ts';

/** A TCP port that serves HTTP/1.1, and HTTP/2 to clients that send its preface. */
export interface Listener {
  readonly port: number;
  /** Destroys every connection and frees the port. */
  close(): Promise<void>;
}

/** Start of an HTTP/2 connection preface (RFC 9113, 3.4); no HTTP/1.1 method equals it. */
const PREFACE = Buffer.from('PRI ');

export async function listen(
  address: { readonly port: number; readonly host: string },
  onExchange: (exchange: HttpExchange) => void,
): Promise<Listener> {
  const http = createHttpServer(
    { keepAliveTimeout: 600_000, requestTimeout: 0 },
    (request, response) => onExchange(createHttpExchange(request, response)),
  );
  const http2 = createHttp2Server((request, response) =>
    onExchange(createHttpExchange(request, response)),
  );
  http2.on('session', (session) => session.on('error', () => session.destroy()));
  http2.on('sessionError', () => {});
  acceptWebSockets(http, onExchange);
  http.on('clientError', (_, socket) => socket.destroy());

  const sockets = new Set<Socket>();
  const port = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A broken connection is reported by the exchanges on it.
    socket.on('error', () => socket.destroy());
    detectProtocol(socket, (isHttp2) => (isHttp2 ? http2 : http).emit('connection', socket));
  });
  await new Promise<void>((resolve, reject) => {
    port.once('error', (cause) => reject(listenProblem(address, cause)));
    port.listen(address.port, address.host, resolve);
  });
  const bound = port.address();
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : address.port,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => port.close(resolve));
      http.close();
      http2.close();
    },
  };
}

/**
 * Reads the first bytes until they decide the protocol, and then puts them back. Undecided bytes
 * are kept here: put back, they would be readable at once, in an endless loop.
 */
function detectProtocol(socket: Socket, onDetected: (isHttp2: boolean) => void): void {
  let received: Buffer = Buffer.alloc(0);
  const readStart = (): void => {
    const bytes: unknown = socket.read();
    if (!Buffer.isBuffer(bytes)) return;
    received = Buffer.concat([received, bytes]);
    const start = received.subarray(0, PREFACE.length);
    if (start.length < PREFACE.length && PREFACE.subarray(0, start.length).equals(start)) return;
    socket.off('readable', readStart);
    socket.unshift(received);
    onDetected(start.equals(PREFACE));
  };
  socket.on('readable', readStart);
}

function listenProblem({ host, port }: { host: string; port: number }, cause: Error): Problem {
  return new Problem(`The emulator cannot listen on ${host}:${port}: ${cause.message}.`, {
    remedy: 'Choose another port, or 0 for any free one.',
    cause,
  });
}
