import { connect as connectTcp, isIP } from 'node:net';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ConnectionOptions } from 'node:tls';
import type { Milliseconds } from '../../time/duration.ts';
import type { Head, ParsedHead } from '../http/response-head.ts';
import { ResponseParser } from '../http/response-parser.ts';
import type { Proxy } from '../network/proxy.ts';
import type { Trust } from '../network/trust.ts';
import { connectProxy, openTunnel, unreachableProxy } from '../network/tunnel.ts';
import { currentIteration } from './event-loop.ts';

/** One keep-alive socket, which carries one request at a time. */
export interface Connection {
  /** Writes the request, at once or when the socket is connected. */
  send(pending: PendingRequest): void;
  destroy(): void;
  /** Time that the connection may stay idle, milliseconds, at most what the server announced. */
  readonly idleLimit: Milliseconds;
  /**
   * Whether the loop has polled the socket since it became idle; otherwise its close may not have
   * been read yet.
   */
  readonly polled: boolean;
}

/** One request in progress on a connection. The last call is exactly one of `end` and `fail`. */
export interface PendingRequest {
  /** The request; released once a response has begun, when it cannot be sent again. */
  bytes: Uint8Array;
  /** The connection that it is on, or was on last. */
  connection?: Connection;
  /** Called when a new socket for it is ready; the request is written when this returns. */
  connected(): void;
  /**
   * Called when its connection was lost without a byte of a response; returns whether it is sent
   * again on a new one.
   */
  reconnecting(): boolean;
  /** Called for each socket read, before anything is parsed. */
  arrived(): void;
  head(head: Head): void;
  body(bytes: Buffer): void;
  end(): void;
  fail(error: unknown): void;
}

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

export interface ConnectionOwner {
  /** Called when the connection can carry another request. */
  onIdle(connection: Connection): void;
  /**
   * Called when the connection has closed. `lost` is the request on a reused connection that closed
   * without one byte of a response; it is to be sent on a new one.
   */
  onClose(connection: Connection, lost: PendingRequest | undefined): void;
}

/** A connection closed before the response was complete. */
export class ConnectionClosed extends Error {
  override readonly name = 'ConnectionClosed';
}

/**
 * The read buffer of all sockets in the process: a read is passed on, parsed and done with before
 * the next begins. Without allocations there is less garbage, whose collection delays the slowest
 * timestamps.
 */
const READ_BUFFER = Buffer.allocUnsafeSlow(65_536);

const SENT = new Uint8Array();

/**
 * Maximum idle time of a socket, milliseconds, as in production clients; a server's shorter limit
 * wins.
 */
const KEEP_ALIVE: Milliseconds = 20_000;
/**
 * Margin below an idle limit that a server announces, milliseconds, because the server counts from
 * its own last byte.
 */
const HINT_MARGIN: Milliseconds = 1000;

/**
 * Opens a connection; it sends its first request when connected, and without one it becomes idle.
 *
 * A connection that was reused or opened ahead, and that closes without one byte of a response,
 * says nothing about the service: the server closed it while idle, when the request was already on
 * its way, as llama.cpp's server does after every stream that it announced keep-alive for. Its
 * request is sent again on a new connection, whose close is a failure. Production clients do so for
 * idempotent requests; here POST is sent again too, because the loss would count as a failure that
 * no service caused. A server that had started on the request may bill it twice; the number of
 * reconnections says how often.
 */
export function openConnection(endpoint: Endpoint, owner: ConnectionOwner): Connection {
  let ready = false;
  let closed = false;
  let pending: PendingRequest | undefined;
  /**
   * About the current request: whether its socket was idle before, and whether any byte came back.
   */
  let wasIdle = false;
  let answered = false;
  let keepAlive = false;
  let lastIteration = -1;
  let idleSince = -1;
  let idleLimit = KEEP_ALIVE;

  const parser = new ResponseParser({
    head(parsed: ParsedHead) {
      keepAlive = parsed.keepAlive;
      if (parsed.idleLimit !== undefined) {
        idleLimit = Math.min(KEEP_ALIVE, parsed.idleLimit - HINT_MARGIN);
      }
      pending?.head(parsed.head);
    },
    body: (bytes) => pending?.body(bytes),
    end() {
      const done = pending;
      pending = undefined;
      done?.end();
    },
  });

  const onread = {
    buffer: READ_BUFFER,
    callback: (length: number) => onRead(READ_BUFFER, length),
  };
  const { host, port, session, proxy, trust } = endpoint;
  let socket: Socket;
  if (proxy !== undefined && endpoint.secure) {
    socket = openTunnel(proxy, endpoint, trust, {
      failed: fail,
      opened(tunnel) {
        // A TLS socket over an existing socket allocates its own buffers.
        socket = connectTls({ socket: tunnel, ...tlsOptions() });
        socket.on('data', (bytes: Buffer) => onRead(bytes, bytes.length));
        listen('secureConnect');
      },
    });
  } else if (proxy !== undefined) {
    socket = connectProxy(proxy, trust, { onread });
    listen(proxy.secure ? 'secureConnect' : 'connect');
  } else {
    const tcp = { host, port, noDelay: true, keepAlive: true, onread };
    socket = endpoint.secure ? connectTls({ ...tcp, ...tlsOptions() }) : connectTcp(tcp);
    listen(endpoint.secure ? 'secureConnect' : 'connect');
  }

  function tlsOptions(): ConnectionOptions {
    return {
      ALPNProtocols: ['http/1.1'],
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...(session === undefined ? {} : { session }),
      ...(trust === undefined ? {} : { secureContext: trust }),
    };
  }

  function listen(connects: 'connect' | 'secureConnect'): void {
    socket.on('session', (fresh: Buffer) => {
      if (endpoint.secure) endpoint.session = fresh;
    });
    socket.on(connects, () => {
      if (closed) return;
      ready = true;
      if (pending === undefined) return becomeIdle();
      pending.connected();
      write();
    });
    socket.on('error', (error) => {
      const isProxyError = proxy !== undefined && !endpoint.secure && !ready;
      fail(isProxyError ? unreachableProxy(proxy, error) : error);
    });
    socket.on('end', () => {
      if (closed) return;
      if (pending !== undefined && parser.close()) connection.destroy();
      else fail(cut());
    });
    socket.on('close', () => fail(cut()));
  }

  function write(): void {
    // `connected` may have cancelled the request.
    if (pending === undefined) return;
    answered = false;
    socket.write(pending.bytes);
  }

  function onRead(bytes: Buffer, length: number): boolean {
    if (closed) return true;
    if (pending === undefined) {
      // Bytes on an idle socket belong to no request.
      connection.destroy();
      return true;
    }
    if (endpoint.secure) {
      const now = currentIteration();
      if (now !== lastIteration) pending.arrived();
      lastIteration = now;
    } else {
      pending.arrived();
    }
    answered = true;
    pending.bytes = SENT;
    try {
      const stop = parser.read(bytes, 0, length);
      if (pending === undefined && !closed) afterResponse(stop < length);
    } catch (error) {
      fail(error);
    }
    return true;
  }

  /** The response is complete: the socket waits for the next request, if it may and can. */
  function afterResponse(unsolicited: boolean): void {
    // If a request was refused before it was fully written, its rest would be read as the next
    // request.
    if (!keepAlive || unsolicited || socket.writableLength > 0) return connection.destroy();
    becomeIdle();
  }

  function becomeIdle(): void {
    wasIdle = true;
    lastIteration = -1;
    idleSince = currentIteration();
    socket.unref();
    owner.onIdle(connection);
  }

  function fail(error: unknown): void {
    if (closed) return;
    closed = true;
    const failed = pending;
    pending = undefined;
    socket.destroy();
    const isLost = failed !== undefined && wasIdle && !answered;
    owner.onClose(connection, isLost ? failed : undefined);
    if (!isLost) failed?.fail(error);
  }

  function cut(): ConnectionClosed {
    const when = answered ? 'in the middle of the response' : 'before the response';
    return new ConnectionClosed(`The server closed the connection ${when}.`);
  }

  const connection: Connection = {
    send(next) {
      pending = next;
      if (!ready) return;
      socket.ref();
      write();
    },
    destroy() {
      answered = true;
      fail(new ConnectionClosed('The connection was closed on our side.'));
    },
    get idleLimit() {
      return idleLimit;
    },
    get polled() {
      return idleSince !== currentIteration();
    },
  };
  return connection;
}
