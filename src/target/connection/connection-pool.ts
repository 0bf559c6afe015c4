import type { Milliseconds } from '../../time/duration.ts';
import { DIRECT, type Network } from '../network/network.ts';
import { openConnection } from './connection.ts';
import type { Connection, ConnectionOwner, Endpoint, PendingRequest } from './connection.ts';

/**
 * A ConnectionPool is the keep-alive sockets to one origin. The socket used last is used next, so that
 * the others grow old and are closed; above the limit errands wait their turn.
 */
export interface ConnectionPool {
  run(pending: PendingRequest): void;
  /**
   * Whether `run` would find what it is to use: the end of a socket that became idle in this turn of
   * the loop may be there already, unread.
   */
  readonly polled: boolean;
  /** Opens idle sockets until there are so many, or the limit; resolves when they are ready, or it waited long enough. */
  preconnect(count: number): Promise<void>;
  /** Gives an errand up, and the socket it is on. */
  withdraw(pending: PendingRequest): void;
  /** Destroys every socket and gives every errand up. */
  destroy(): void;
}

/** So many sockets are opened at once, and for so long at most: a listener's backlog is short. */
const AT_ONCE = 32;
const PATIENCE: Milliseconds = 5000;

/** How often idle sockets are looked at. */
const SWEEP: Milliseconds = 1000;

/** A pool of at most `limit` sockets to an origin, such as `https://host:port`. */
export function createConnectionPool(
  origin: string,
  limit: number,
  network = DIRECT,
): ConnectionPool {
  const endpoint = endpointOf(origin, network);
  const open = new Set<Connection>();
  const waiting = new Set<PendingRequest>();
  let idle: { readonly connection: Connection; readonly until: Milliseconds }[] = [];
  let sweep: NodeJS.Timeout | undefined;
  /** The shortest that a response of this origin said a socket may lie idle. */
  let idleLimit = Number.POSITIVE_INFINITY;
  const opening = new Map<Connection, (isOpen: boolean) => void>();

  const owner: ConnectionOwner = {
    onIdle(connection) {
      opening.get(connection)?.(true);
      opening.delete(connection);
      idleLimit = Math.min(idleLimit, connection.idleLimit);
      const [next] = waiting;
      if (next !== undefined) return track(connection, next);
      idle.push({ connection, until: performance.now() + idleLimit });
      sweep ??= setInterval(closeOld, SWEEP).unref();
    },
    onClose(connection, lost) {
      open.delete(connection);
      opening.get(connection)?.(false);
      opening.delete(connection);
      const again = lost?.reconnecting() === true ? lost : undefined;
      const next = again ?? waiting.values().next().value;
      if (next !== undefined) carryAnew(next);
    },
  };

  function track(connection: Connection, pending: PendingRequest): void {
    waiting.delete(pending);
    pending.carrier = connection;
    connection.track(pending);
  }

  function carryAnew(pending: PendingRequest): void {
    const connection = openConnection(endpoint, owner);
    open.add(connection);
    track(connection, pending);
  }

  /** Whether it could be opened. */
  function openIdle(): Promise<boolean> {
    return new Promise((resolve) => {
      const connection = openConnection(endpoint, owner);
      open.add(connection);
      opening.set(connection, resolve);
    });
  }

  /** What cannot be opened now the load will find out, and tell. */
  async function openUpTo(count: number): Promise<void> {
    const missing = Math.min(count, limit) - open.size;
    for (let done = 0; done < missing; done += AT_ONCE) {
      const opened = await Promise.all(
        Array.from({ length: Math.min(AT_ONCE, missing - done) }, openIdle),
      );
      if (opened.includes(false)) return;
    }
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

  /** The one used last of those that were looked at since; of none, the one used last. */
  function take(): Connection | undefined {
    const now = performance.now();
    // Closed by the server while it lay idle.
    while (idle.length > 0 && !isOpen(idle.at(-1))) idle.pop();
    for (let at = idle.length - 1; at >= 0; at--) {
      const each = idle[at];
      if (each === undefined || !isOpen(each)) continue;
      if (each.until <= now) break;
      if (each.connection.polled) return idle.splice(at, 1)[0]?.connection;
    }
    for (let last = idle.pop(); last !== undefined; last = idle.pop()) {
      if (!isOpen(last)) continue;
      if (last.until > now) return last.connection;
      last.connection.destroy();
    }
    return undefined;
  }

  function isOpen(each: (typeof idle)[number] | undefined): boolean {
    return each !== undefined && open.has(each.connection);
  }

  return {
    get polled() {
      return idle.length === 0 || idle.some((each) => isOpen(each) && each.connection.polled);
    },
    run(pending) {
      const kept = take();
      if (kept !== undefined) return track(kept, pending);
      if (open.size < limit) carryAnew(pending);
      else waiting.add(pending);
    },
    async preconnect(count) {
      let timer: NodeJS.Timeout | undefined;
      const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, PATIENCE)));
      await Promise.race([openUpTo(count), patience]);
      clearTimeout(timer);
    },
    withdraw(pending) {
      if (!waiting.delete(pending)) pending.carrier?.destroy();
    },
    destroy() {
      clearInterval(sweep);
      for (const pending of waiting) pending.fail(new Error('The target was closed.'));
      waiting.clear();
      for (const connection of open) connection.destroy();
    },
  };
}

function endpointOf(origin: string, { proxyOf, trust }: Network): Endpoint {
  const { protocol, hostname, port } = new URL(origin);
  const secure = protocol === 'https:';
  return {
    // A URL writes an IPv6 address in brackets; a socket takes it without.
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? (secure ? 443 : 80) : Number(port),
    secure,
    proxy: proxyOf(origin),
    trust,
  };
}
