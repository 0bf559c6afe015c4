import { isIP } from 'node:net';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { PendingRequest } from '../connection/connection.ts';
import type { Network } from '../network/network.ts';
import type { Proxy } from '../network/proxy.ts';
import { openTunnel } from '../network/tunnel.ts';
import type { Http2Request } from './http2-request.ts';
import { type Http2Session, type Http2SessionOptions, OpenSession } from './http2-session.ts';

interface Waiting {
  readonly pending: PendingRequest;
  readonly request: Http2Request;
  readonly onLost: (error: unknown) => void;
  reset?: () => void;
}

/**
 * Opens an Http2Session through a tunnel. node:http2 needs its socket at once, so requests that
 * come before the tunnel is open wait here.
 */
export function openTunnelledSession(
  origin: string,
  proxy: Proxy,
  { trust }: Network,
  options: Http2SessionOptions,
): Http2Session {
  const { protocol, hostname, port } = new URL(origin);
  const secure = protocol === 'https:';
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const destination = { host, port: port === '' ? (secure ? 443 : 80) : Number(port) };
  const waiting = new Set<Waiting>();
  let session: Http2Session | undefined;
  let isOver = false;

  const socket = openTunnel(proxy, destination, trust, {
    opened(tunnel) {
      session = new OpenSession(origin, options, {
        createConnection: () => (secure ? secured(tunnel) : tunnel),
      });
      for (const each of waiting) {
        // Without a TLS handshake the session is connected from the start and emits no event for
        // it.
        if (!secure) each.pending.connected();
        each.reset = session.send(each.pending, each.request, each.onLost);
      }
      waiting.clear();
    },
    failed(error) {
      isOver = true;
      options.onClose();
      for (const { pending } of waiting) pending.fail(error);
      waiting.clear();
    },
  });

  function secured(tunnel: Socket): Socket {
    return connectTls({
      socket: tunnel,
      ALPNProtocols: ['h2'],
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...(trust === undefined ? {} : { secureContext: trust }),
    });
  }

  function giveUp(): void {
    isOver = true;
    socket.destroy();
    options.onClose();
  }

  return {
    get usable() {
      return session?.usable ?? !isOver;
    },
    send(pending, request, onLost) {
      if (session !== undefined) return session.send(pending, request, onLost);
      const each: Waiting = { pending, request, onLost };
      waiting.add(each);
      return () => {
        if (each.reset !== undefined) return each.reset();
        if (waiting.delete(each) && waiting.size === 0) giveUp();
      };
    },
    destroy() {
      if (session !== undefined) return session.destroy();
      giveUp();
      const error = new Error('The target was closed.');
      for (const { pending } of waiting) pending.fail(error);
      waiting.clear();
    },
  };
}
