import { once } from 'node:events';
import { createServer as createHttp2Server } from 'node:http2';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { disableAllocationSitePretenuring } from '../../src/cli/v8-flags.ts';
import { startCalibrationServer } from '../../src/emulator/calibration/calibration-server.ts';
import { createIntervalTimer } from '../../src/emulator/calibration/interval-timer.ts';
import { loopbackCertificate } from '../../test/target/loopback-certificate.ts';

/** ServerUrls are what a client is measured against: servers in a process, and on a core, of their own. */
export interface ServerUrls {
  /** A metronome: every token carries the instant it was sent. */
  readonly calibrationServer: string;
  /** Server-sent events with the same stamps, over TLS. */
  readonly secure: string;
  /** Answers every POST at once with the same JSON of Converse, over HTTP/1.1 and over HTTP/2. */
  readonly json: string;
  readonly http2: string;
}

disableAllocationSitePretenuring();

const [tokens = 100, interval = 20] = process.argv.slice(2).map(Number);

const ANSWER = Buffer.from(
  JSON.stringify({
    output: { message: { role: 'assistant', content: [{ text: 'It is here. '.repeat(60) }] } },
    stopReason: 'end_turn',
    usage: { inputTokens: 250, outputTokens: 180, totalTokens: 430 },
    metrics: { latencyMs: 1 },
  }),
);
const JSON_RESPONSE = Buffer.concat([
  Buffer.from(
    `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${ANSWER.length}\r\n\r\n`,
  ),
  ANSWER,
]);

function startJson(): Promise<string> {
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    // Requests are a kilobyte and come in one or two reads; the last byte of theirs is a brace.
    socket.on('data', (bytes) => {
      if (bytes.at(-1) === 0x7d) socket.write(JSON_RESPONSE);
    });
  });
  return urlOf(server, 'http');
}

function startHttp2(): Promise<string> {
  const server = createHttp2Server((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(ANSWER);
    });
  });
  server.on('session', (session) => session.on('error', () => session.destroy()));
  return urlOf(server, 'http');
}

/** A stream for each read it gets, the stamps taken just before each write. */
function startSecure(): Promise<string> {
  interface Stream {
    readonly socket: Socket;
    readonly received: bigint;
    beat: number;
  }
  const pace = createIntervalTimer<Stream>(interval, (stream) => {
    if (stream.socket.destroyed) return false;
    stream.beat += 1;
    const first = stream.beat === 1 ? `${stamp(stream.received)}   ` : '';
    const delta = { content: `${first}${stamp(process.hrtime.bigint())} ` };
    const event = `data: ${JSON.stringify({ choices: [{ index: 0, delta }] })}\n\n`;
    const head = stream.beat === 1 ? SSE_HEAD : '';
    const tail = stream.beat === tokens ? SSE_TAIL : '';
    stream.socket.write(`${head}${chunk(event)}${tail}`);
    return stream.beat < tokens;
  });
  const server = createTlsServer({ ...loopbackCertificate, noDelay: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('data', (bytes) => {
      if (bytes.at(-1) !== 0x7d) return;
      pace.add({ socket, received: process.hrtime.bigint(), beat: 0 });
    });
  });
  return urlOf(server, 'https');
}

const SSE_HEAD =
  'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n';
const SSE_TAIL = `${chunk('data: [DONE]\n\n')}${chunk('')}`;

function chunk(text: string): string {
  return `${text.length.toString(16)}\r\n${text}\r\n`;
}

function stamp(at: bigint): string {
  return String(at).padStart(18, '0');
}

async function urlOf(server: Server, scheme: string): Promise<string> {
  server.listen(0, '127.0.0.1', 4096);
  await once(server, 'listening');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on a TCP port
  return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const { url } = await startCalibrationServer({ host: '127.0.0.1', port: 0, tokens, interval });
const urls: ServerUrls = {
  calibrationServer: url,
  secure: await startSecure(),
  json: await startJson(),
  http2: await startHttp2(),
};
process.stdout.write(`${JSON.stringify(urls)}\n`);
process.stdin.resume().on('end', () => process.exit());
