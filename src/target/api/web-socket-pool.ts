import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import { currentIteration, socketsPolled, type LoopIteration } from '../connection/event-loop.ts';
import { RESPONSE_LIMIT } from '../errors/response-limit.ts';
import type { Network } from '../network/network.ts';
import { socketRoute } from '../network/socket-route.ts';

/** One socket; `arrived` is called for each socket read before it is parsed. */
export interface SocketConnection {
  readonly socket: WebSocket;
  arrived: () => void;
  /** The loop iteration in which it became idle. */
  idleSince: LoopIteration;
}

/** The WebSockets to one address; the most recently used idle one is used next. */
export class WebSocketPool {
  readonly #url: string;
  readonly #route: ReturnType<typeof socketRoute>;
  readonly #connections = new Set<SocketConnection>();
  readonly #idle: SocketConnection[] = [];

  constructor(url: string, network: Network) {
    this.#url = url;
    this.#route = socketRoute(url, network);
  }

  /**
   * Resolves when the next idle socket was polled. As over HTTP/1.1: the close of a socket that
   * became idle in this loop iteration may not have been read yet.
   */
  async polled(): Promise<void> {
    const next = this.#idle.at(-1);
    if (next?.idleSince === currentIteration()) await socketsPolled();
  }

  open(headers: Readonly<Record<string, string>>): SocketConnection {
    const socket = new WebSocket(this.#url, {
      headers,
      maxPayload: RESPONSE_LIMIT.event,
      ...this.#route,
    });
    const connection: SocketConnection = { socket, arrived: () => undefined, idleSince: -1 };
    this.#connections.add(connection);
    // Without a listener, an error of an idle socket would end the process; its close is handled
    // below.
    socket.on('error', () => undefined);
    socket.on('upgrade', ({ socket: stream }: IncomingMessage) => {
      stream.setNoDelay(true);
      stream.prependListener('data', () => connection.arrived());
    });
    socket.on('close', () => {
      this.#connections.delete(connection);
      this.#leaveIdle(connection);
    });
    socket.on('message', () => {
      // An unrequested message would be taken for the start of the next answer.
      if (this.#leaveIdle(connection)) socket.terminate();
    });
    return connection;
  }

  /** Returns the most recently used connection that is still open. */
  takeIdle(): SocketConnection | undefined {
    let connection = this.#idle.pop();
    while (connection !== undefined && connection.socket.readyState !== WebSocket.OPEN)
      connection = this.#idle.pop();
    return connection;
  }

  /** Keeps the connection for the next request. */
  giveBack(connection: SocketConnection): void {
    connection.idleSince = currentIteration();
    this.#idle.push(connection);
  }

  /** Destroys every socket. */
  close(): void {
    for (const { socket } of this.#connections) socket.terminate();
  }

  /** Removes the connection from the idle ones; returns whether it was idle. */
  #leaveIdle(connection: SocketConnection): boolean {
    const at = this.#idle.indexOf(connection);
    if (at >= 0) this.#idle.splice(at, 1);
    return at >= 0;
  }
}
