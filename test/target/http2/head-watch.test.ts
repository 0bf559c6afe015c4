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

/** A watched session with one stream, at a server with this response. */
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
  it('the head watch finds a session that reads nothing more', async () => {
    const { session, stops } = await watched((stream) => {
      stream.respond({ ':status': 200, long: 'abcdefg'.repeat(30_000) });
    });
    // From Node 22 on the session ends by itself, with an error.
    const isOver = (): boolean => stops() > 0 || session.destroyed;
    await expect.poll(isOver, { timeout: 10_000 }).toBe(true);
  });

  it('the head watch leaves a working session, whatever came on cancelled streams', async () => {
    const { stream, watch, stops } = await watched((each) => {
      each.respond({ ':status': 200 });
      each.write(Buffer.alloc(40_000));
    });
    // The stream is not read: its bytes came without an event.
    await expect.poll(() => watch.unreported).toBeGreaterThan(30_000);
    stream.close();
    // The answer to the ping shows that the session works.
    await expect.poll(() => watch.unreported, { timeout: 10_000 }).toBe(0);
    await sleep(2000);
    expect(stops()).toBe(0);
  });

  it('the head watch waits for a server that sends nothing', async () => {
    const { stops } = await watched(() => undefined);
    await sleep(2000);
    expect(stops()).toBe(0);
  });
});
