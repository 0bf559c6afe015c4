import type { Call } from '../contract/target.ts';
import type { ExchangeTimings, ResponseHandler, OutgoingRequest } from '../http/exchange.ts';
import { DIRECT, type Network } from '../network/network.ts';
import type { Proxy } from '../network/proxy.ts';
import { ConnectionPool } from './connection-pool.ts';
import { dispatch } from './dispatch.ts';
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
