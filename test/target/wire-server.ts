import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';

/** A WireServer is a loopback HTTP server that writes the bytes a test gives it. */
export interface WireServer {
  readonly url: string;
  /** What it was asked, in order. */
  readonly requests: readonly WireRecord[];
  /** Sockets it ever accepted. */
  sockets(): number;
  close(): Promise<void>;
}

export interface WireRecord {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type Respond = (response: ServerResponse, request: WireRecord) => void | Promise<void>;

export async function startWireServer(respond: Respond): Promise<WireServer> {
  const requests: WireRecord[] = [];
  let sockets = 0;
  const server = createServer((incoming, response) => {
    void (async () => {
      const parts: Buffer[] = [];
      for await (const part of incoming) parts.push(part as Buffer);
      const record = {
        method: incoming.method ?? '',
        path: incoming.url ?? '',
        headers: incoming.headers,
        body: Buffer.concat(parts).toString('utf8'),
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
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    sockets: () => sockets,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
