import type { Timestamps } from '../../sample/sample.ts';
import type { Milliseconds } from '../../time/duration.ts';
import type { Head } from './response-head.ts';

/** An ExchangeTimings is the times of one request, and why it ended early if it did. */
export interface ExchangeTimings {
  readonly stamps: Pick<Timestamps, 'sent' | 'connected' | 'firstByte'>;
  readonly end: Milliseconds;
  /** The call's signal ended it. */
  readonly aborted: boolean;
  /** What ended it before its end: a socket's error, the receiver's, or the signal's reason. */
  readonly error?: unknown;
  /** How often it went out again because a reused connection ended without a byte; absent for never. */
  readonly reconnections?: number | undefined;
}

export interface OutgoingRequest {
  /** POST when absent. */
  readonly method?: 'GET' | 'PUT';
  readonly origin: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** A ResponseHandler is told of a response as it comes. What it throws ends the exchange. */
export interface ResponseHandler {
  head(head: Head): void;
  /**
   * A piece of body, with the instant and the number of the socket read it came in. The bytes lie in
   * the buffer of all sockets and change with the next read: what must outlive the call is copied.
   */
  read(bytes: Buffer, at: Milliseconds, read: number): void;
  /** The body is whole. */
  end(): void;
}
