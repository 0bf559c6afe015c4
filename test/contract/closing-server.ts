import { once } from 'node:events';
import { createServer, request as requestTo } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** Passes each request on, and closes each connection once its answer is written. */
export interface ClosingServer {
  readonly url: string;
  /** Number of requests passed on; requests on a connection that is closing are not. */
  readonly passedOn: number;
  close(): void;
}

/**
 * Starts a server that behaves as llama.cpp's does after each stream: it announces keep-alive, but
 * closes the connection a moment after the last byte. A client that has already written its next
 * request receives a FIN, or a RST if the request came first.
 */
export async function startClosingServer(upstream: string): Promise<ClosingServer> {
  const closing = new WeakSet<Socket>();
  let passedOn = 0;
  const server = createServer((request, response) => {
    const { socket, url = '/', method = 'GET', headers } = request;
    if (closing.has(socket)) return;
    passedOn += 1;
    const onward = requestTo(new URL(url, upstream), { method, headers }, (answer) => {
      const { connection: _, 'keep-alive': __, ...kept } = answer.headers;
      response.writeHead(answer.statusCode ?? 500, {
        ...kept,
        connection: 'keep-alive',
        'keep-alive': 'timeout=5, max=100',
      });
      answer.pipe(response);
    });
    request.pipe(onward);
    response.on('finish', () => {
      closing.add(socket);
      setImmediate(() => socket.destroy());
    });
  });
  server.on('connection', (socket) => socket.on('error', () => undefined));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get passedOn() {
      return passedOn;
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
