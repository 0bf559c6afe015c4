import type { Milliseconds } from '../../time/duration.ts';
import { DIRECT, type Network } from '../network/network.ts';
import type { Connection, ConnectionOwner, PendingRequest } from './connection.ts';
import { Http1Connection } from './http1-connection.ts';
import type { Endpoint } from './open-socket.ts';

/**
 * Most sockets opened at once, because a listener's backlog is short; and the time limit,
 * milliseconds.
 */
const OPENED_AT_ONCE = 32;
const PRECONNECT_LIMIT: Milliseconds = 5000;

/** Interval between checks of the idle sockets, milliseconds. */
const CHECK_INTERVAL: Milliseconds = 1000;

interface IdleConnection {
  readonly connection: Connection;
  readonly until: Milliseconds;
}

/**
 * The keep-alive sockets to one origin. The most recently used socket is used next, so that the
 * others grow old and are closed; above the limit, requests wait in a queue.
 */
export class ConnectionPool implements ConnectionOwner {
  readonly #endpoint: Endpoint;
  readonly #limit: number;
  readonly #open = new Set<Connection>();
  readonly #waiting = new Set<PendingRequest>();
  /** What to call when a connection that was opened ahead connects or fails. */
  readonly #opening = new Map<Connection, (isOpen: boolean) => void>();
  #idle: IdleConnection[] = [];
  #checkTimer: NodeJS.Timeout | undefined;
  /** Shortest idle time that a response of this origin announced, milliseconds. */
  #idleLimit = Number.POSITIVE_INFINITY;

  /** Creates a pool of at most `limit` sockets to an origin such as `https://host:port`. */
  constructor(origin: string, limit: number, network: Network = DIRECT) {
    this.#endpoint = endpointOf(origin, network);
    this.#limit = limit;
  }

  /**
   * Whether the sockets that `run` would choose from were polled: the close of a socket that became
   * idle in this loop iteration may not have been read yet.
   */
  get polled(): boolean {
    return (
      this.#idle.length === 0 ||
      this.#idle.some((each) => this.#isOpen(each) && each.connection.polled)
    );
  }

  run(pending: PendingRequest): void {
    const reused = this.#takeIdle();
    if (reused !== undefined) this.#assign(reused, pending);
    else if (this.#open.size < this.#limit) this.#assign(this.#openConnection(), pending);
    else this.#waiting.add(pending);
  }

  /**
   * Opens idle sockets up to this number or the limit; resolves when they are ready, or after a
   * time limit.
   */
  async preconnect(count: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const timeLimit = new Promise<void>(
      (resolve) => (timer = setTimeout(resolve, PRECONNECT_LIMIT)),
    );
    await Promise.race([this.#openUpTo(count), timeLimit]);
    clearTimeout(timer);
  }

  /** Cancels a request, and destroys the socket it is on. */
  withdraw(pending: PendingRequest): void {
    if (!this.#waiting.delete(pending)) pending.connection?.destroy();
  }

  /** Destroys every socket and fails every waiting request. */
  destroy(): void {
    clearInterval(this.#checkTimer);
    for (const pending of this.#waiting) pending.fail(new Error('The target was closed.'));
    this.#waiting.clear();
    for (const connection of this.#open) connection.destroy();
  }

  onIdle(connection: Connection): void {
    this.#settleOpening(connection, true);
    this.#idleLimit = Math.min(this.#idleLimit, connection.idleLimit);
    const [next] = this.#waiting;
    if (next !== undefined) return this.#assign(connection, next);
    this.#idle.push({ connection, until: performance.now() + this.#idleLimit });
    this.#checkTimer ??= setInterval(() => this.#closeOld(), CHECK_INTERVAL).unref();
  }

  onClose(connection: Connection, lost: PendingRequest | undefined): void {
    this.#open.delete(connection);
    this.#settleOpening(connection, false);
    const resent = lost?.reconnecting() === true ? lost : undefined;
    const next = resent ?? this.#waiting.values().next().value;
    if (next !== undefined) this.#assign(this.#openConnection(), next);
  }

  #assign(connection: Connection, pending: PendingRequest): void {
    this.#waiting.delete(pending);
    pending.connection = connection;
    connection.send(pending);
  }

  #openConnection(): Connection {
    const connection = new Http1Connection(this.#endpoint, this);
    this.#open.add(connection);
    return connection;
  }

  /** Opens an idle socket; resolves with whether it connected. */
  #openIdle(): Promise<boolean> {
    return new Promise((resolve) => {
      this.#opening.set(this.#openConnection(), resolve);
    });
  }

  #settleOpening(connection: Connection, isOpen: boolean): void {
    this.#opening.get(connection)?.(isOpen);
    this.#opening.delete(connection);
  }

  /** Stops at a failure; the load will meet it and report it. */
  async #openUpTo(count: number): Promise<void> {
    const missing = Math.min(count, this.#limit) - this.#open.size;
    for (let done = 0; done < missing; done += OPENED_AT_ONCE) {
      const opened = await Promise.all(
        Array.from({ length: Math.min(OPENED_AT_ONCE, missing - done) }, () => this.#openIdle()),
      );
      if (opened.includes(false)) return;
    }
  }

  #closeOld(): void {
    const now = performance.now();
    const old = this.#idle.filter(({ until }) => until <= now);
    this.#idle = this.#idle.filter((each) => each.until > now && this.#isOpen(each));
    for (const { connection } of old) connection.destroy();
    if (this.#idle.length > 0) return;
    clearInterval(this.#checkTimer);
    this.#checkTimer = undefined;
  }

  /**
   * Returns the most recently used idle connection that was polled since; if none was, the most
   * recently used.
   */
  #takeIdle(): Connection | undefined {
    const idle = this.#idle;
    const now = performance.now();
    // Closed by the server while idle.
    while (idle.length > 0 && !this.#isOpen(idle.at(-1))) idle.pop();
    for (let at = idle.length - 1; at >= 0; at--) {
      const each = idle[at];
      if (each === undefined || !this.#isOpen(each)) continue;
      if (each.until <= now) break;
      if (each.connection.polled) return idle.splice(at, 1)[0]?.connection;
    }
    for (let last = idle.pop(); last !== undefined; last = idle.pop()) {
      if (!this.#isOpen(last)) continue;
      if (last.until > now) return last.connection;
      last.connection.destroy();
    }
    return undefined;
  }

  #isOpen(each: IdleConnection | undefined): boolean {
    return each !== undefined && this.#open.has(each.connection);
  }
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
