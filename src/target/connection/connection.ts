import { connect as connectTcp, isIP } from 'node:net';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ConnectionOptions } from 'node:tls';
import type { Milliseconds } from '../../time/duration.ts';
import type { Head, ParsedHead } from '../http/response-head.ts';
import { createResponseParser } from '../http/response-parser.ts';
import type { Proxy } from '../network/proxy.ts';
import type { Trust } from '../network/trust.ts';
import { connectProxy, openTunnel, unreachableProxy } from '../network/tunnel.ts';
import { currentIteration } from './event-loop.ts';

/** A Connection is one keep-alive socket that carries one errand at a time. */
export interface Connection {
  /** Writes the errand's request, at once or as soon as the socket is connected. */
  track(pending: PendingRequest): void;
  destroy(): void;
  /** How long an idle one may be kept, by the server's own word. */
  readonly idleLimit: Milliseconds;
  /** Whether the loop has looked at the socket since it became idle: its end may be there, unread. */
  readonly polled: boolean;
}

/** A PendingRequest is one request on its way over a connection. Exactly one of `end` and `fail` is last. */
export interface PendingRequest {
  /** The request; let go of once an answer has begun, when nobody may send it again. */
  bytes: Uint8Array;
  /** The connection it is on, or was on last. */
  carrier?: Connection;
  /** A new socket was opened for it and is ready; the request is written when this returns. */
  connected(): void;
  /** Its connection was lost without a byte of a response: whether it goes out again, on a new one. */
  reconnecting(): boolean;
  /** A socket read came in; told first thing, before anything is parsed. */
  arrived(): void;
  head(head: Head): void;
  body(bytes: Buffer): void;
  end(): void;
  fail(error: unknown): void;
}

/** An Endpoint is where a pool's connections go; TLS sessions are resumed from one to the next. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  /** What stands before it; a secure one is reached by a tunnel, another by requests to the proxy. */
  readonly proxy?: Proxy | undefined;
  readonly trust?: Trust;
  session?: Buffer;
}

export interface ConnectionOwner {
  /** It can carry another errand. */
  onIdle(connection: Connection): void;
  /**
   * It is gone, for good. `lost` is the errand that a reused connection took with it without one byte
   * of a response: it is to be carried by a new one.
   */
  onClose(connection: Connection, lost: PendingRequest | undefined): void;
}

/** A ConnectionClosed is the end of a connection where more of a response belonged. */
export class ConnectionClosed extends Error {
  override readonly name = 'ConnectionClosed';
}

/**
 * All sockets of the process read into this one buffer: a read is handed over, scanned and done with
 * before the next begins. What is not allocated is not collected, and the collector's pauses are the
 * tail of every stamp.
 */
const READ_BUFFER = Buffer.allocUnsafeSlow(65_536);

const SENT = new Uint8Array();

/** Idle sockets are kept this long, as production clients do; a server's shorter hint wins. */
const KEEP_ALIVE: Milliseconds = 20_000;
/** A server that hints at its limit counts from its own last byte; be gone before it. */
const HINT_MARGIN: Milliseconds = 1000;

/**
 * Opens a connection; it carries its first errand when connected, and without one it is idle then.
 *
 * A connection that was used before, or opened ahead, and that ends without one byte of a response
 * says nothing of the service: the server closed it at rest, while the request was on its way, as
 * llama.cpp's does after every stream that it announced keep-alive for. Its errand goes out again on
 * a new connection, whose end is a failure. Production clients do so for idempotent requests; here
 * POST too, as an answer of nothing would be a failure that no service made. A server that had begun
 * to answer all the same may bill the request twice; the count of reconnections tells how often.
 */
export function openConnection(endpoint: Endpoint, owner: ConnectionOwner): Connection {
  let ready = false;
  let closed = false;
  let pending: PendingRequest | undefined;
  /** Of the errand: whether its socket was idle before, and whether anything came back. */
  let warm = false;
  let answered = false;
  let keepAlive = false;
  let lastTurn = -1;
  let idleSince = -1;
  let idleLimit = KEEP_ALIVE;

  const parser = createResponseParser({
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
        // Over a socket that is there already a read brings a buffer of its own.
        socket = connectTls({ socket: tunnel, ...tlsOptions() });
        socket.on('data', (bytes: Buffer) => onRead(bytes, bytes.length));
        follow('secureConnect');
      },
    });
  } else if (proxy !== undefined) {
    socket = connectProxy(proxy, trust, { onread });
    follow(proxy.secure ? 'secureConnect' : 'connect');
  } else {
    const tcp = { host, port, noDelay: true, keepAlive: true, onread };
    socket = endpoint.secure ? connectTls({ ...tcp, ...tlsOptions() }) : connectTcp(tcp);
    follow(endpoint.secure ? 'secureConnect' : 'connect');
  }

  function tlsOptions(): ConnectionOptions {
    return {
      ALPNProtocols: ['http/1.1'],
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...(session === undefined ? {} : { session }),
      ...(trust === undefined ? {} : { secureContext: trust }),
    };
  }

  function follow(connects: 'connect' | 'secureConnect'): void {
    socket.on('session', (fresh: Buffer) => {
      if (endpoint.secure) endpoint.session = fresh;
    });
    socket.on(connects, () => {
      if (closed) return;
      ready = true;
      if (pending === undefined) return wait();
      pending.connected();
      write();
    });
    socket.on('error', (error) => {
      const isProxys = proxy !== undefined && !endpoint.secure && !ready;
      fail(isProxys ? unreachableProxy(proxy, error) : error);
    });
    socket.on('end', () => {
      if (closed) return;
      if (pending !== undefined && parser.close()) connection.destroy();
      else fail(cut());
    });
    socket.on('close', () => fail(cut()));
  }

  function write(): void {
    // Called off by its own `connected`, perhaps.
    if (pending === undefined) return;
    answered = false;
    socket.write(pending.bytes);
  }

  function onRead(bytes: Buffer, length: number): boolean {
    if (closed) return true;
    if (pending === undefined) {
      // An idle socket has nothing to say: whatever this is, no request of ours asked for it.
      connection.destroy();
      return true;
    }
    if (endpoint.secure) {
      const now = currentIteration();
      if (now !== lastTurn) pending.arrived();
      lastTurn = now;
    } else {
      pending.arrived();
    }
    answered = true;
    pending.bytes = SENT;
    try {
      const stop = parser.read(bytes, 0, length);
      if (pending === undefined && !closed) rest(stop < length);
    } catch (error) {
      fail(error);
    }
    return true;
  }

  /** The response is whole: the socket waits for the next errand, if it may and is fit to. */
  function rest(unsolicited: boolean): void {
    // A request refused before it was written whole: its rest would be read as the next one.
    if (!keepAlive || unsolicited || socket.writableLength > 0) return connection.destroy();
    wait();
  }

  function wait(): void {
    warm = true;
    lastTurn = -1;
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
    const isLost = failed !== undefined && warm && !answered;
    owner.onClose(connection, isLost ? failed : undefined);
    if (!isLost) failed?.fail(error);
  }

  function cut(): ConnectionClosed {
    const when = answered ? 'in the middle of the response' : 'before the response';
    return new ConnectionClosed(`The server closed the connection ${when}.`);
  }

  const connection: Connection = {
    track(next) {
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
