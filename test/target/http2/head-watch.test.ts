import { once } from 'node:events';
import { connect, createServer } from 'node:http2';
import type { ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { HeadWatch } from '../../../src/target/http2/head-watch.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A watched session with one stream, of a server that responds as it is told. */
async function watched(respond: (stream: ServerHttp2Stream) => void) {
  const server = createServer({ maxSendHeaderBlockLength: 10_000_000 });
  server.on('session', (session) => {
    session.on('error', () => undefined);
    closers.push(() => session.destroy());
  });
  server.on('stream', (stream) => {
    stream.on('error', () => undefined);
    respond(stream);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  const session = connect(`http://127.0.0.1:${port}`);
  session.on('error', () => undefined);
  closers.push(() => session.destroy());
  let stops = 0;
  const watch = new HeadWatch(session, () => stops++);
  closers.push(() => watch.stop());
  await once(session, 'connect');
  const stream = session.request({ ':path': '/' });
  stream.on('error', () => undefined);
  watch.start();
  return { session, stream, watch, stops: () => stops };
}

describe('the watch on heads that node:http2 gives up on', () => {
  it('finds a session that reads nothing more', async () => {
    const { stops } = await watched((stream) => {
      stream.respond({ ':status': 200, long: 'abcdefg'.repeat(30_000) });
    });
    await expect.poll(stops, { timeout: 10_000 }).toBeGreaterThan(0);
  });

  it('leaves a session that lives, whatever came of streams that were cancelled', async () => {
    const { stream, watch, stops } = await watched((each) => {
      each.respond({ ':status': 200 });
      each.write(Buffer.alloc(40_000));
    });
    // Nobody reads it: its bytes came and were not told of.
    await expect.poll(() => watch.unreported).toBeGreaterThan(30_000);
    stream.close();
    // The pong tells that all is well.
    await expect.poll(() => watch.unreported, { timeout: 10_000 }).toBe(0);
    await sleep(2000);
    expect(stops()).toBe(0);
  });

  it('waits for a server that sends nothing at all', async () => {
    const { stops } = await watched(() => undefined);
    await sleep(2000);
    expect(stops()).toBe(0);
  });
});
