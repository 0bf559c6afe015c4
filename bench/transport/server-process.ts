import { once } from 'node:events';
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { createSecureServer, createServer as createHttp2Server } from 'node:http2';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { eventFrame } from '../../src/emulator/stream/event-frame.ts';
import { loopbackCertificate } from '../../test/target/loopback-certificate.ts';

/** StreamUrls are servers that answer every POST at once with the same ConverseStream of 20 tokens. */
export interface StreamUrls {
  readonly plain: Protocols;
  readonly tls: Protocols;
}

interface Protocols {
  readonly http1: string;
  readonly http2: string;
}

const delta = JSON.stringify({ contentBlockIndex: 0, delta: { text: 'word ' } });
const ANSWER = Buffer.concat([
  eventFrame('messageStart', JSON.stringify({ role: 'assistant' })),
  ...Array.from({ length: 20 }, () => eventFrame('contentBlockDelta', delta)),
  eventFrame('messageStop', JSON.stringify({ stopReason: 'end_turn' })),
]);

function answer(
  request: IncomingMessage | Http2ServerRequest,
  response: ServerResponse | Http2ServerResponse,
): void {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- node:http2's compatibility API is made to be used as node:http's, but their types do not unite
  const out = response as ServerResponse;
  request.on('end', () => {
    out.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' }).end(ANSWER);
  });
  request.resume();
}

async function urlOf(server: Server, scheme: string): Promise<string> {
  server.on('session', (session: { on(event: 'error', listener: () => void): void }) =>
    session.on('error', () => undefined),
  );
  server.listen(0, '127.0.0.1', 1024);
  await once(server, 'listening');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on a TCP port
  return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const urls: StreamUrls = {
  plain: {
    http1: await urlOf(createHttpServer(answer), 'http'),
    http2: await urlOf(createHttp2Server(answer), 'http'),
  },
  tls: {
    http1: await urlOf(createHttpsServer(loopbackCertificate, answer), 'https'),
    http2: await urlOf(createSecureServer(loopbackCertificate, answer), 'https'),
  },
};
process.stdout.write(`${JSON.stringify(urls)}\n`);
process.stdin.resume().on('end', () => process.exit());
