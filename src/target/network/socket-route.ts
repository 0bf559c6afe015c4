import { isIP } from 'node:net';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ClientOptions } from 'ws';
import type { Network } from './network.ts';
import { openTunnel } from './tunnel.ts';

/**
 * Options that open a WebSocket directly, or through a tunnel: a proxy is asked for one for `ws:`
 * too (RFC 6455, 4.1).
 */
type SocketOptions = Pick<ClientOptions, 'createConnection'> & { secureContext?: object };

export function socketRoute(url: string, { proxyOf, trust }: Network): SocketOptions {
  const trusted = trust === undefined ? {} : { secureContext: trust };
  const proxy = proxyOf(url);
  if (proxy === undefined) return trusted;
  const { protocol, hostname, port } = new URL(url);
  const secure = protocol === 'wss:';
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const destination = { host, port: port === '' ? (secure ? 443 : 80) : Number(port) };
  const dial = (
    _: unknown,
    callback: (error: Error | null, socket?: Socket) => void,
  ): undefined => {
    openTunnel(proxy, destination, trust, {
      failed: callback,
      opened(tunnel) {
        if (!secure) {
          callback(null, tunnel);
          tunnel.resume();
          return;
        }
        const servername = isIP(host) === 0 ? { servername: host } : {};
        callback(null, connectTls({ socket: tunnel, ...servername, ...trusted }));
      },
    });
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- node:http takes one that calls back; ws types net's alone
  return { createConnection: dial as unknown as NonNullable<ClientOptions['createConnection']> };
}
