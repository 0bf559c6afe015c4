import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';

/** Bytes of one token's frame, about. */
const FRAME = Buffer.alloc(170, 'x');
const SOCKETS = 100;
const WRITES = 20_000;
/** Writes a millisecond, as many as the emulator is asked for. */
const BURST = 20;

/**
 * CPU microseconds of one write to a local socket that is being read: what no server can go below.
 * It shows how good the hour is, for other people's work makes it several times as long.
 */
export async function bareWrite(): Promise<number> {
  const sockets: Socket[] = [];
  const server = createServer({ noDelay: true }, (socket) => sockets.push(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const readers = Array.from({ length: SOCKETS }, () => connect(port, '127.0.0.1'));
  await Promise.all(readers.map((reader) => once(reader.resume(), 'connect')));
  await setTimeout(50);

  let micros = 0;
  for (let n = 0; n < WRITES; n += BURST) {
    const before = process.cpuUsage();
    for (let k = 0; k < BURST; k++) sockets[(n + k) % sockets.length]?.write(FRAME);
    const { user, system } = process.cpuUsage(before);
    micros += user + system;
    await setTimeout(1);
  }
  for (const socket of [...readers, ...sockets]) socket.destroy();
  server.close();
  return micros / WRITES;
}
