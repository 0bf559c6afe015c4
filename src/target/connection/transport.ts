import type { Timestamps } from '../../sample/sample.ts';
import { onAbort } from '../../time/cancellation.ts';
import type { Milliseconds } from '../../time/duration.ts';
import type { Call } from '../contract/target.ts';
import type { ExchangeTimings, ResponseHandler, OutgoingRequest } from '../http/exchange.ts';
import { DIRECT, type Network } from '../network/network.ts';
import type { Proxy } from '../network/proxy.ts';
import { ConnectionPool } from './connection-pool.ts';
import type { PendingRequest } from './connection.ts';
import { socketsPolled } from './event-loop.ts';
import { requestBytes } from './request-bytes.ts';

/**
 * Sends requests over keep-alive HTTP/1.1, one request at a time on each socket.
 *
 * One socket for each request in flight, because a shared HTTP/2 session queues in the client, and
 * a new session for each request adds its set-up to every measurement. The only time limit is the
 * call's signal, so that a timeout is always the scenario's.
 *
 * Nothing is sent twice, except in one case: a reused socket that closes without one byte of a
 * response (see Connection) is replaced by a new one, once. Then `connected` is stamped, `sent`
 * stays the first instant, and the exchange counts a reconnection.
 */
export interface Transport {
  /**
   * Sends one request and passes its response to the receiver as it comes. Errors of the network or
   * the receiver are in the ExchangeTimings; a request that cannot be written is a Problem.
   */
  exchange(
    request: OutgoingRequest,
    call: Call,
    receiver: ResponseHandler,
  ): Promise<ExchangeTimings>;
  /**
   * Opens this many sockets to each known origin, so that a load finds them open; absent if each
   * request opens its own.
   */
  preconnect?(count: number): Promise<void>;
  /** Destroys every socket. */
  close(): Promise<void>;
}

/**
 * Creates a transport with at most `connections` sockets to each origin; `origins` are those known
 * in advance.
 */
export function createTransport(
  connections: number,
  origins: readonly string[] = [],
  network: Network = DIRECT,
): Transport {
  const pools = new Map<string, ConnectionPool>();

  function poolOf(origin: string): ConnectionPool {
    const known = pools.get(origin);
    if (known !== undefined) return known;
    const pool = new ConnectionPool(origin, connections, network);
    pools.set(origin, pool);
    return pool;
  }

  /**
   * Returns the proxy that requests go to in the origin's place; a secure origin is reached through
   * a tunnel.
   */
  function forwardProxyOf(origin: string): Proxy | undefined {
    return origin.startsWith('http:') ? network.proxyOf(origin) : undefined;
  }

  for (const origin of origins) poolOf(origin);

  return {
    async preconnect(count) {
      await Promise.all([...pools.values()].map((pool) => pool.preconnect(count)));
    },
    async exchange(request, call, receiver) {
      // Serialized before the gate, so that only the write is left at the due instant.
      const bytes = requestBytes(request, forwardProxyOf(request.origin));
      await call.gate?.();
      const pool = poolOf(request.origin);
      // In a closed loop the socket became idle in this loop iteration: its close may not have been
      // read yet.
      if (!pool.polled) await socketsPolled();
      return dispatch(pool, bytes, call, receiver);
    },
    async close() {
      for (const pool of pools.values()) pool.destroy();
    },
  };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Sends a request now over a pool and records its timestamps; sends nothing if the call is aborted.
 */
export function dispatch(
  pool: Pick<ConnectionPool, 'run' | 'withdraw'>,
  bytes: Uint8Array,
  { clock, signal, resend }: Call,
  receiver: ResponseHandler,
): Promise<ExchangeTimings> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      return resolve({ stamps: {}, end: clock.now(), aborted: true, error: signal.reason });
    }
    const stamps: Mutable<Pick<Timestamps, 'sent' | 'connected' | 'firstByte'>> = {};
    let settled = false;
    let readAt: Milliseconds = 0;
    let reads = 0;
    let reconnections: number | undefined;

    const settle = (end: Milliseconds, aborted: boolean, error?: unknown): void => {
      if (settled) return;
      settled = true;
      unfollow();
      resolve({ stamps, end, aborted, error, reconnections });
    };
    const pending: PendingRequest = {
      bytes,
      connected() {
        stamps.connected = clock.now();
      },
      reconnecting() {
        if (resend?.() === false) {
          settle(clock.now(), true, 'not to be sent again');
          return false;
        }
        reconnections = (reconnections ?? 0) + 1;
        return true;
      },
      arrived() {
        readAt = clock.now();
        reads += 1;
        stamps.firstByte ??= readAt;
      },
      head: (head) => receiver.head(head),
      body(delta) {
        if (!settled) receiver.read(delta, readAt, reads);
      },
      end() {
        if (settled) return;
        try {
          receiver.end();
          settle(readAt, false);
        } catch (error) {
          settle(readAt, false, error);
        }
      },
      fail: (error) => settle(clock.now(), false, error),
    };

    const unfollow = onAbort(signal, (reason) => {
      settle(clock.now(), true, reason);
      pool.withdraw(pending);
    });
    stamps.sent = clock.now();
    pool.run(pending);
  });
}
