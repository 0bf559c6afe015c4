import type { Timestamps } from '../../sample/sample.ts';
import type { Milliseconds } from '../../time/duration.ts';
import type { Head } from './response-head.ts';

/** The timestamps of one request, and why it ended early if it did. */
export interface ExchangeTimings {
  readonly stamps: Pick<Timestamps, 'sent' | 'connected' | 'firstByte'>;
  readonly end: Milliseconds;
  /** The call's signal ended it. */
  readonly aborted: boolean;
  /** Why it ended early: an error of the socket or the receiver, or the signal's reason. */
  readonly error?: unknown;
  /**
   * Number of times it was sent again because a reused connection closed without a byte; absent if
   * never.
   */
  readonly reconnections?: number | undefined;
}

export interface OutgoingRequest {
  /** POST if absent. */
  readonly method?: 'GET' | 'PUT';
  readonly origin: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** Receives a response as it comes. An error that it throws ends the exchange. */
export interface ResponseHandler {
  head(head: Head): void;
  /**
   * Receives a part of the body, with the time and the number of its socket read. The bytes are in
   * a buffer that all sockets share, and change with the next read: copy what must outlive the
   * call.
   */
  read(bytes: Buffer, at: Milliseconds, read: number): void;
  /** The body is complete. */
  end(): void;
}
