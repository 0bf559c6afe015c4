import { connect as connectTcp } from 'node:net';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { requestBytes } from '../../src/target/connection/request-bytes.ts';
import type { Target } from '../../src/target/contract/target.ts';
import { chatRequest } from './chat-request.ts';
import { replyOf } from './stamped-reply.ts';

/**
 * A bare target is the least a Node client can do: a `data` callback that takes the time, keeps the
 * bytes and looks at the last few for the end. It reads server-sent events, and no HTTP.
 */
export function createBareTarget(url: string): Target {
  const { protocol, hostname, port, origin } = new URL(url);
  const idle: Socket[] = [];
  const all = new Set<Socket>();
  const open = async (): Promise<Socket> =>
    new Promise((resolve) => {
      const address = { host: hostname, port: Number(port), noDelay: true };
      const socket = protocol === 'https:' ? connectTls(address) : connectTcp(address);
      socket.on('error', () => socket.destroy());
      socket.once(protocol === 'https:' ? 'secureConnect' : 'connect', () => resolve(socket));
      all.add(socket);
    });

  return {
    name: 'net',
    async ask(query, { clock }) {
      const bytes = requestBytes(chatRequest(origin, query, true));
      const socket = idle.pop() ?? (await open());
      const reads: Buffer[] = [];
      const times: number[] = [];
      return new Promise((resolve) => {
        const onData = (read: Buffer): void => {
          times.push(clock.now());
          reads.push(read);
          const end = read.length;
          const over = read[end - 5] === 0x30 && read[end - 3] === 0x0a && read[end - 1] === 0x0a;
          if (!over) return;
          socket.off('data', onData);
          idle.push(socket);
          resolve(replyOf(sent, times, reads));
        };
        socket.on('data', onData);
        const sent = clock.now();
        socket.write(bytes);
      });
    },
    async close() {
      for (const socket of all) socket.destroy();
    },
  };
}
