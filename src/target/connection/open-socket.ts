import { connect as connectTcp, isIP } from 'node:net';
import type { OnReadOpts, Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ConnectionOptions } from 'node:tls';
import type { Proxy } from '../network/proxy.ts';
import type { Trust } from '../network/trust.ts';
import { connectProxy, openTunnel } from '../network/tunnel.ts';

/** Where a pool's connections go; TLS sessions are resumed from one to the next. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  /**
   * The proxy before it; a secure endpoint is reached through a tunnel, another by requests to the
   * proxy.
   */
  readonly proxy?: Proxy | undefined;
  readonly trust?: Trust;
  session?: Buffer;
}

/**
 * The read buffer of all sockets in the process: a read is passed on, parsed and done with before
 * the next begins. Without allocations there is less garbage, whose collection delays the slowest
 * timestamps.
 */
const READ_BUFFER = Buffer.allocUnsafeSlow(65_536);

/** Event of a socket that is ready to carry a request. */
export type ConnectEvent = 'connect' | 'secureConnect';

export interface SocketListener {
  /** Called with the socket to the endpoint before it connects, and the event that will say so. */
  connecting(socket: Socket, event: ConnectEvent): void;
  /** Called for each read with the buffer and the number of bytes in it. */
  read(bytes: Buffer, length: number): boolean;
  /** Called if a proxy opened no tunnel. */
  failed(error: unknown): void;
}

/**
 * Opens a socket to an endpoint: directly, to its proxy, or through a tunnel. Returns the socket to
 * destroy; a tunnel over TLS replaces it when it calls `connecting`.
 */
export function openSocket(endpoint: Endpoint, listener: SocketListener): Socket {
  const { proxy, secure } = endpoint;
  if (proxy !== undefined && secure) return openTunnelled(endpoint, proxy, listener);
  const onread: OnReadOpts = {
    buffer: READ_BUFFER,
    callback: (length: number) => listener.read(READ_BUFFER, length),
  };
  const socket =
    proxy === undefined
      ? openDirect(endpoint, onread)
      : connectProxy(proxy, endpoint.trust, { onread });
  listener.connecting(socket, (proxy ?? endpoint).secure ? 'secureConnect' : 'connect');
  return socket;
}

function openDirect(endpoint: Endpoint, onread: OnReadOpts): Socket {
  const { host, port } = endpoint;
  const tcp = { host, port, noDelay: true, keepAlive: true, onread };
  return endpoint.secure ? connectTls({ ...tcp, ...tlsOptions(endpoint) }) : connectTcp(tcp);
}

function openTunnelled(endpoint: Endpoint, proxy: Proxy, listener: SocketListener): Socket {
  return openTunnel(proxy, endpoint, endpoint.trust, {
    failed: (error) => listener.failed(error),
    opened(tunnel) {
      // A TLS socket over an existing socket allocates its own buffers.
      const socket = connectTls({ socket: tunnel, ...tlsOptions(endpoint) });
      socket.on('data', (bytes: Buffer) => listener.read(bytes, bytes.length));
      listener.connecting(socket, 'secureConnect');
    },
  });
}

function tlsOptions({ host, session, trust }: Endpoint): ConnectionOptions {
  return {
    ALPNProtocols: ['http/1.1'],
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(session === undefined ? {} : { session }),
    ...(trust === undefined ? {} : { secureContext: trust }),
  };
}
