import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** A loopback HTTP server that writes the bytes a test gives it. */
export interface WireServer {
  readonly url: string;
  /** Its requests, in order. */
  readonly requests: readonly WireRecord[];
  /** Number of sockets it has accepted. */
  sockets(): number;
  close(): Promise<void>;
}

export interface WireRecord {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type Respond = (response: ServerResponse, request: WireRecord) => unknown;

export async function startWireServer(respond: Respond): Promise<WireServer> {
  const requests: WireRecord[] = [];
  let sockets = 0;
  const server = createServer((incoming, response) => {
    void (async () => {
      incoming.setEncoding('utf8');
      let body = '';
      for await (const part of incoming) body += String(part);
      const record = {
        method: incoming.method ?? '',
        path: incoming.url ?? '',
        headers: incoming.headers,
        body,
      };
      requests.push(record);
      await respond(response, record);
    })();
  });
  server.on('connection', () => {
    sockets += 1;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    sockets: () => sockets,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
