import type { Milliseconds } from '../scenario/duration.ts';
import { openConnection } from './connection.ts';
import type { Connection, ConnectionOwner, Endpoint, Errand } from './connection.ts';

/**
 * A SocketPool is the keep-alive sockets to one origin. The socket used last is used next, so that
 * the others grow old and are closed; above the limit errands wait their turn.
 */
export interface SocketPool {
  run(errand: Errand): void;
  /** Gives an errand up, and the socket it is on. */
  withdraw(errand: Errand): void;
  /** Destroys every socket and gives every errand up. */
  destroy(): void;
}

/** How often idle sockets are looked at. */
const SWEEP: Milliseconds = 1000;

/** A pool of at most `limit` sockets to an origin, such as `https://host:port`. */
export function createSocketPool(origin: string, limit: number): SocketPool {
  const endpoint = endpointOf(origin);
  const open = new Set<Connection>();
  const waiting = new Set<Errand>();
  let idle: { readonly connection: Connection; readonly until: Milliseconds }[] = [];
  let sweep: NodeJS.Timeout | undefined;

  const owner: ConnectionOwner = {
    onIdle(connection) {
      const [next] = waiting;
      if (next !== undefined) return carry(connection, next);
      idle.push({ connection, until: performance.now() + connection.idleLimit });
      sweep ??= setInterval(closeOld, SWEEP).unref();
    },
    onClose(connection, stranded) {
      open.delete(connection);
      const next = stranded ?? waiting.values().next().value;
      if (next !== undefined) carryAnew(next);
    },
  };

  function carry(connection: Connection, errand: Errand): void {
    waiting.delete(errand);
    errand.carrier = connection;
    connection.carry(errand);
  }

  function carryAnew(errand: Errand): void {
    const connection = openConnection(endpoint, owner);
    open.add(connection);
    carry(connection, errand);
  }

  function closeOld(): void {
    const now = performance.now();
    const old = idle.filter(({ until }) => until <= now);
    idle = idle.filter(({ connection, until }) => until > now && open.has(connection));
    for (const { connection } of old) connection.destroy();
    if (idle.length > 0) return;
    clearInterval(sweep);
    sweep = undefined;
  }

  return {
    run(errand) {
      for (let last = idle.pop(); last !== undefined; last = idle.pop()) {
        const { connection, until } = last;
        // Closed by the server while it lay idle.
        if (!open.has(connection)) continue;
        if (until > performance.now()) return carry(connection, errand);
        connection.destroy();
      }
      if (open.size < limit) carryAnew(errand);
      else waiting.add(errand);
    },
    withdraw(errand) {
      if (!waiting.delete(errand)) errand.carrier?.destroy();
    },
    destroy() {
      clearInterval(sweep);
      for (const errand of waiting) errand.fail(new Error('The target was closed.'));
      waiting.clear();
      for (const connection of open) connection.destroy();
    },
  };
}

function endpointOf(origin: string): Endpoint {
  const { protocol, hostname, port } = new URL(origin);
  const secure = protocol === 'https:';
  return {
    // A URL writes an IPv6 address in brackets; a socket takes it without.
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? (secure ? 443 : 80) : Number(port),
    secure,
  };
}
