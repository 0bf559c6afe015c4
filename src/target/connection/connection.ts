import type { Milliseconds } from '../../time/duration.ts';
import type { Head } from '../http/response-head.ts';

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
