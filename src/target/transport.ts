import { Pool } from 'undici';
import type { Dispatcher } from 'undici';
import type { Stamps } from '../sample/sample.ts';
import type { Milliseconds } from '../scenario/duration.ts';
import { Problem } from '../scenario/problem.ts';
import type { Call } from './target.ts';

/**
 * A Transport carries requests over keep-alive HTTP/1.1, one request at a time on each socket.
 *
 * One socket a request in flight, because a shared HTTP/2 session queues in the client and a new one
 * for each request puts its set-up inside every measurement.
 */
export interface Transport {
  /**
   * Sends one request and hands its response to the receiver as it comes. What the network or the
   * receiver does is in the Exchange; a request that cannot be written at all is a Problem.
   */
  exchange(request: WireRequest, call: Call, receiver: Receiver): Promise<Exchange>;
  /** Destroys every socket. */
  close(): Promise<void>;
}

export interface WireRequest {
  readonly origin: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** A Head is a response's status and headers, names in lower case. */
export interface Head {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** A Receiver is told of a response as it comes. What it throws ends the exchange. */
export interface Receiver {
  head(head: Head): void;
  /** A piece of body, with the instant and the number of the socket read it came in. */
  read(bytes: Uint8Array, at: Milliseconds, read: number): void;
  /** The body is whole. */
  end(): void;
}

/** An Exchange is the times of one request, and why it ended early if it did. */
export interface Exchange {
  readonly stamps: Pick<Stamps, 'sent' | 'connected' | 'firstByte'>;
  readonly end: Milliseconds;
  /** The call's signal ended it. */
  readonly aborted: boolean;
  /** What ended it before its end: a socket's error, the receiver's, or the signal's reason. */
  readonly error?: unknown;
}

/** Idle sockets are kept this long, as production clients do; a server's Keep-Alive hint wins. */
const KEEP_ALIVE: Milliseconds = 20_000;

/** A Transport with at most `connections` sockets to each origin. */
export function createTransport(connections: number): Transport {
  const sockets = new Map<string, Sockets>();

  function socketsTo(origin: string): Sockets {
    const known = sockets.get(origin);
    if (known !== undefined) return known;
    const opened = openSockets(origin, connections);
    sockets.set(origin, opened);
    return opened;
  }

  return {
    async exchange(request, call, receiver) {
      await call.gate?.();
      if (call.signal.aborted) {
        return { stamps: {}, end: call.clock.now(), aborted: true, error: call.signal.reason };
      }
      return dispatch(socketsTo(request.origin), request, call, receiver);
    },
    async close() {
      await Promise.all([...sockets.values()].map(({ pool }) => pool.destroy()));
    },
  };
}

/** Sockets are the pool of one origin, and whether the running callback belongs to a new socket. */
interface Sockets {
  readonly pool: Pool;
  fresh: boolean;
}

function openSockets(origin: string, connections: number): Sockets {
  // The only time limit is the call's signal, so that a timeout is always the scenario's.
  const pool = new Pool(origin, {
    connections,
    pipelining: 1,
    keepAliveTimeout: KEEP_ALIVE,
    headersTimeout: 0,
    bodyTimeout: 0,
    connectTimeout: 0,
  });
  const opened: Sockets = { pool, fresh: false };
  pool.on('connect', () => {
    // Subtle: undici starts the request that asked for the socket in this same synchronous run.
    opened.fresh = true;
    queueMicrotask(() => {
      opened.fresh = false;
    });
  });
  return opened;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function dispatch(
  sockets: Sockets,
  request: WireRequest,
  { clock, signal }: Call,
  receiver: Receiver,
): Promise<Exchange> {
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined;
    let settled = false;
    let readAt: Milliseconds = 0;
    let reads = 0;
    let reading = false;

    const settle = (end: Milliseconds, aborted: boolean, error?: unknown): void => {
      if (settled) return;
      settled = true;
      signal.removeEventListener('abort', abort);
      const exchange: Exchange = { stamps, end, aborted, error };
      // Subtle: undici frees the socket in a setImmediate it has yet to queue. Resolving after that
      // one lets a closed loop ask again on the socket it just used.
      process.nextTick(() => setImmediate(() => resolve(exchange)));
    };
    const abort = (): void => {
      settle(clock.now(), true, signal.reason);
      controller?.abort(new Error('aborted'));
    };
    /** What a receiver throws ends the exchange and its socket: the rest of the body is unreadable. */
    const deliver = (part: () => void): void => {
      try {
        part();
      } catch (error) {
        settle(clock.now(), false, error);
        controller?.abort(new Error('unreadable response'));
      }
    };

    signal.addEventListener('abort', abort, { once: true });
    const stamps: Mutable<Exchange['stamps']> = { sent: clock.now() };
    sockets.pool.dispatch(
      { method: 'POST', path: request.path, headers: request.headers, body: request.body },
      {
        onRequestStart(started) {
          controller = started;
          if (settled) return started.abort(new Error('aborted'));
          if (sockets.fresh) stamps.connected = clock.now();
        },
        onResponseStart(_, status, headers) {
          if (settled) return;
          stamps.firstByte = clock.now();
          deliver(() => receiver.head({ status, headers: flatten(headers) }));
        },
        onResponseData(_, bytes) {
          const now = clock.now();
          if (settled) return;
          // One socket read may hold several HTTP chunks, which come in one synchronous run.
          if (!reading) {
            reading = true;
            readAt = now;
            reads += 1;
            queueMicrotask(() => {
              reading = false;
            });
          }
          deliver(() => receiver.read(bytes, readAt, reads));
        },
        onResponseEnd() {
          const now = clock.now();
          if (settled) return;
          deliver(() => receiver.end());
          settle(now, false);
        },
        onResponseError(_, error) {
          const end = clock.now();
          if ('code' in error && error.code === 'UND_ERR_INVALID_ARG') reject(unsendable(error));
          settle(end, false, error);
        },
      },
    );
  });
}

/** No request can be made of it, now or later: a line break in a header, a space in a path. */
function unsendable(error: Error): Problem {
  return new Problem(`The request cannot be written as HTTP: ${error.message}.`, {
    remedy: "Check the target's url and headers.",
    cause: error,
  });
}

function flatten(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string | undefined> {
  const flat: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(headers)) {
    flat[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return flat;
}
