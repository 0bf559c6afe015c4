import { connect, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';

/**
 * A RawLoad keeps so many sockets busy with one request after another, and reads answers only as far
 * as their end: the least a client can do, so that a core of it outruns the server. It prints how
 * many reads there were: each is at least one write of the server's.
 */
const [url = '', path = '', sockets = '1', seconds = '1', body = ''] = process.argv.slice(2);

const { hostname, port } = new URL(url);
const request = Buffer.from(
  [
    `POST ${path} HTTP/1.1`,
    `host: ${hostname}:${port}`,
    'authorization: AWS4-HMAC-SHA256 none',
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n'),
);

const LAST_CHUNK = Buffer.from('0\r\n\r\n');

/** Streams end with their last chunk; whole answers come in one read, which ends with a brace. */
function isEnd(bytes: Buffer): boolean {
  return bytes.at(-1) === 0x7d || bytes.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK);
}

let reads = 0;

function open(): Socket {
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  socket.on('connect', () => socket.write(request));
  socket.on('data', (bytes) => {
    reads++;
    if (isEnd(bytes)) socket.write(request);
  });
  return socket;
}

/** Until all are connected: started at once, they would march in step. An answer lasts as long. */
const RAMP = 7000;

const all: Socket[] = [];
for (let n = 0; n < Number(sockets); n++) {
  all.push(open());
  if (n % 10 === 9) await setTimeout((10 * RAMP) / Number(sockets));
}
await setTimeout(2000);
const before = reads;
const began = performance.now();
await setTimeout(Number(seconds) * 1000);
const perSecond = (1000 * (reads - before)) / (performance.now() - began);
for (const socket of all) socket.destroy();
process.stdout.write(`${JSON.stringify({ readsPerSecond: perSecond })}\n`, () => process.exit());
