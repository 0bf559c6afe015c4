import type { Milliseconds } from '../../time/duration.ts';
import { DIRECT, type Network } from '../network/network.ts';
import { openConnection } from './connection.ts';
import type { Connection, ConnectionOwner, Endpoint, PendingRequest } from './connection.ts';

/**
 * The keep-alive sockets to one origin. The most recently used socket is used next, so that the
 * others grow old and are closed; above the limit, requests wait in a queue.
 */
export interface ConnectionPool {
  run(pending: PendingRequest): void;
  /**
   * Whether the sockets that `run` would choose from were polled: the close of a socket that became
   * idle in this loop iteration may not have been read yet.
   */
  readonly polled: boolean;
  /**
   * Opens idle sockets up to this number or the limit; resolves when they are ready, or after a
   * time limit.
   */
  preconnect(count: number): Promise<void>;
  /** Cancels a request, and destroys the socket it is on. */
  withdraw(pending: PendingRequest): void;
  /** Destroys every socket and fails every waiting request. */
  destroy(): void;
}

/**
 * Most sockets opened at once, because a listener's backlog is short; and the time limit,
 * milliseconds.
 */
const OPENED_AT_ONCE = 32;
const PRECONNECT_LIMIT: Milliseconds = 5000;

/** Interval between checks of the idle sockets, milliseconds. */
const CHECK_INTERVAL: Milliseconds = 1000;

/** Creates a pool of at most `limit` sockets to an origin such as `https://host:port`. */
export function createConnectionPool(
  origin: string,
  limit: number,
  network = DIRECT,
): ConnectionPool {
  const endpoint = endpointOf(origin, network);
  const open = new Set<Connection>();
  const waiting = new Set<PendingRequest>();
  let idle: { readonly connection: Connection; readonly until: Milliseconds }[] = [];
  let checkTimer: NodeJS.Timeout | undefined;
  /** Shortest idle time that a response of this origin announced, milliseconds. */
  let idleLimit = Number.POSITIVE_INFINITY;
  const opening = new Map<Connection, (isOpen: boolean) => void>();

  const owner: ConnectionOwner = {
    onIdle(connection) {
      opening.get(connection)?.(true);
      opening.delete(connection);
      idleLimit = Math.min(idleLimit, connection.idleLimit);
      const [next] = waiting;
      if (next !== undefined) return assign(connection, next);
      idle.push({ connection, until: performance.now() + idleLimit });
      checkTimer ??= setInterval(closeOld, CHECK_INTERVAL).unref();
    },
    onClose(connection, lost) {
      open.delete(connection);
      opening.get(connection)?.(false);
      opening.delete(connection);
      const resent = lost?.reconnecting() === true ? lost : undefined;
      const next = resent ?? waiting.values().next().value;
      if (next !== undefined) assignNew(next);
    },
  };

  function assign(connection: Connection, pending: PendingRequest): void {
    waiting.delete(pending);
    pending.connection = connection;
    connection.send(pending);
  }

  function assignNew(pending: PendingRequest): void {
    const connection = openConnection(endpoint, owner);
    open.add(connection);
    assign(connection, pending);
  }

  /** Opens an idle socket; resolves with whether it connected. */
  function openIdle(): Promise<boolean> {
    return new Promise((resolve) => {
      const connection = openConnection(endpoint, owner);
      open.add(connection);
      opening.set(connection, resolve);
    });
  }

  /** Stops at a failure; the load will meet it and report it. */
  async function openUpTo(count: number): Promise<void> {
    const missing = Math.min(count, limit) - open.size;
    for (let done = 0; done < missing; done += OPENED_AT_ONCE) {
      const opened = await Promise.all(
        Array.from({ length: Math.min(OPENED_AT_ONCE, missing - done) }, openIdle),
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
    clearInterval(checkTimer);
    checkTimer = undefined;
  }

  /**
   * Returns the most recently used idle connection that was polled since; if none was, the most
   * recently used.
   */
  function take(): Connection | undefined {
    const now = performance.now();
    // Closed by the server while idle.
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
      const reused = take();
      if (reused !== undefined) return assign(reused, pending);
      if (open.size < limit) assignNew(pending);
      else waiting.add(pending);
    },
    async preconnect(count) {
      let timer: NodeJS.Timeout | undefined;
      const timeLimit = new Promise<void>(
        (resolve) => (timer = setTimeout(resolve, PRECONNECT_LIMIT)),
      );
      await Promise.race([openUpTo(count), timeLimit]);
      clearTimeout(timer);
    },
    withdraw(pending) {
      if (!waiting.delete(pending)) pending.connection?.destroy();
    },
    destroy() {
      clearInterval(checkTimer);
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
    // A URL has an IPv6 address in brackets; a socket takes it without.
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? (secure ? 443 : 80) : Number(port),
    secure,
    proxy: proxyOf(origin),
    trust,
  };
}
