import { isIP } from 'node:net';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ClientOptions } from 'ws';
import type { Network } from './network.ts';
import { openTunnel } from './tunnel.ts';

/**
 * A SocketWay is how a WebSocket is opened: straight, or through a tunnel, which a proxy is asked for
 * whether it is secure or not (RFC 6455, 4.1).
 */
type SocketWay = Pick<ClientOptions, 'createConnection'> & { secureContext?: object };

export function socketRoute(url: string, { proxyOf, trust }: Network): SocketWay {
  const trusted = trust === undefined ? {} : { secureContext: trust };
  const proxy = proxyOf(url);
  if (proxy === undefined) return trusted;
  const { protocol, hostname, port } = new URL(url);
  const secure = protocol === 'wss:';
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const far = { host, port: port === '' ? (secure ? 443 : 80) : Number(port) };
  const dial = (_: unknown, give: (error: Error | null, socket?: Socket) => void): undefined => {
    openTunnel(proxy, far, trust, {
      failed: give,
      opened(tunnel) {
        if (!secure) {
          give(null, tunnel);
          tunnel.resume();
          return;
        }
        const servername = isIP(host) === 0 ? { servername: host } : {};
        give(null, connectTls({ socket: tunnel, ...servername, ...trusted }));
      },
    });
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- node:http takes one that calls back; ws types net's alone
  return { createConnection: dial as unknown as NonNullable<ClientOptions['createConnection']> };
}
