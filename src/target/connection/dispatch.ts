import type { Timestamps } from '../../sample/sample.ts';
import { onAbort } from '../../time/cancellation.ts';
import type { Milliseconds } from '../../time/duration.ts';
import type { Call } from '../contract/target.ts';
import type { ExchangeTimings, ResponseHandler } from '../http/exchange.ts';
import type { Head } from '../http/response-head.ts';
import type { ConnectionPool } from './connection-pool.ts';
import type { Connection, PendingRequest } from './connection.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A pool as far as one request needs it. */
type RequestPool = Pick<ConnectionPool, 'run' | 'withdraw'>;

/**
 * Sends a request now over a pool and records its timestamps; sends nothing if the call is aborted.
 */
export function dispatch(
  pool: RequestPool,
  bytes: Uint8Array,
  call: Call,
  receiver: ResponseHandler,
): Promise<ExchangeTimings> {
  const { clock, signal } = call;
  if (signal.aborted) {
    return Promise.resolve({ stamps: {}, end: clock.now(), aborted: true, error: signal.reason });
  }
  return new Promise((resolve) => {
    new DispatchedRequest(bytes, call, receiver, resolve).run(pool);
  });
}

/**
 * A request in progress, from its send to its end.
 *
 * A class, because a closure over the request's bytes would keep them, and the 8 KB of the buffer
 * pool that they lie in, until the answer ends.
 */
class DispatchedRequest implements PendingRequest {
  bytes: Uint8Array;
  connection?: Connection;
  readonly #call: Call;
  readonly #receiver: ResponseHandler;
  readonly #resolve: (timings: ExchangeTimings) => void;
  readonly #stamps: Mutable<Pick<Timestamps, 'sent' | 'connected' | 'firstByte'>> = {};
  #unfollow: (() => void) | undefined;
  #settled = false;
  /** Time and number of the last socket read. */
  #readAt: Milliseconds = 0;
  #reads = 0;
  #reconnections: number | undefined;

  constructor(
    bytes: Uint8Array,
    call: Call,
    receiver: ResponseHandler,
    resolve: (timings: ExchangeTimings) => void,
  ) {
    this.bytes = bytes;
    this.#call = call;
    this.#receiver = receiver;
    this.#resolve = resolve;
  }

  run(pool: RequestPool): void {
    this.#unfollow = onAbort(this.#call.signal, (reason) => {
      this.#settle(this.#call.clock.now(), true, reason);
      pool.withdraw(this);
    });
    this.#stamps.sent = this.#call.clock.now();
    pool.run(this);
  }

  connected(): void {
    this.#stamps.connected = this.#call.clock.now();
  }

  reconnecting(): boolean {
    if (this.#call.resend?.() === false) {
      this.#settle(this.#call.clock.now(), true, 'not to be sent again');
      return false;
    }
    this.#reconnections = (this.#reconnections ?? 0) + 1;
    return true;
  }

  arrived(): void {
    this.#readAt = this.#call.clock.now();
    this.#reads += 1;
    this.#stamps.firstByte ??= this.#readAt;
  }

  head(head: Head): void {
    this.#receiver.head(head);
  }

  body(bytes: Buffer): void {
    if (!this.#settled) this.#receiver.read(bytes, this.#readAt, this.#reads);
  }

  end(): void {
    if (this.#settled) return;
    try {
      this.#receiver.end();
      this.#settle(this.#readAt, false);
    } catch (error) {
      this.#settle(this.#readAt, false, error);
    }
  }

  fail(error: unknown): void {
    this.#settle(this.#call.clock.now(), false, error);
  }

  #settle(end: Milliseconds, aborted: boolean, error?: unknown): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#unfollow?.();
    const reconnections = this.#reconnections;
    this.#resolve({ stamps: this.#stamps, end, aborted, error, reconnections });
  }
}
