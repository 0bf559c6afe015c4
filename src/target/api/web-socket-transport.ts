import type { IncomingMessage } from 'node:http';
import { WebSocket, type RawData } from 'ws';
import type { Timestamps } from '../../sample/sample.ts';
import { onAbort } from '../../time/cancellation.ts';
import type { Milliseconds } from '../../time/duration.ts';
import { ConnectionClosed } from '../connection/connection.ts';
import { currentIteration, socketsPolled, type LoopIteration } from '../connection/event-loop.ts';
import type { Call } from '../contract/target.ts';
import { RESPONSE_LIMIT, tooLarge } from '../errors/response-limit.ts';
import type { ExchangeTimings, ResponseHandler } from '../http/exchange.ts';
import { DIRECT, type Network } from '../network/network.ts';
import { socketRoute } from '../network/socket-route.ts';

/**
 * Sends requests over WebSockets to one address: one at a time on each, because messages do not say
 * which request they answer. A socket that is done with one request waits for the next.
 */
export interface WebSocketTransport {
  /** Sends a message and passes what comes back to the receiver until `isDone`. */
  exchange(
    question: { readonly message: string; readonly headers: Readonly<Record<string, string>> },
    call: Call,
    receiver: ResponseHandler,
    isDone: () => boolean,
  ): Promise<ExchangeTimings>;
  /** Destroys every socket. */
  close(): void;
}

/** One socket; `arrived` is called for each socket read before it is parsed. */
interface SocketConnection {
  readonly socket: WebSocket;
  arrived: () => void;
  /** The loop iteration in which it became idle. */
  idleSince: LoopIteration;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Close code of a server that closes idle connections or shuts down (RFC 6455, 7.4.1). */
const GOING_AWAY = 1001;

/** Error code of `ws` for a message above `maxPayload`. */
const TOO_LONG = 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';

/** Head passed to the receiver for a message, because it expects an HTTP head. */
const HEAD = { status: 200, headers: {} };

export function createWebSocketTransport(
  url: string,
  network: Network = DIRECT,
): WebSocketTransport {
  const route = socketRoute(url, network);
  const connections = new Set<SocketConnection>();
  const idle: SocketConnection[] = [];

  function open(headers: Readonly<Record<string, string>>): SocketConnection {
    const socket = new WebSocket(url, { headers, maxPayload: RESPONSE_LIMIT.event, ...route });
    const connection: SocketConnection = { socket, arrived: () => undefined, idleSince: -1 };
    connections.add(connection);
    // Without a listener, an error of an idle socket would end the process; its close is handled
    // below.
    socket.on('error', () => undefined);
    socket.on('upgrade', ({ socket: stream }: IncomingMessage) => {
      stream.setNoDelay(true);
      stream.prependListener('data', () => connection.arrived());
    });
    socket.on('close', () => {
      connections.delete(connection);
      leaveIdle(connection);
    });
    socket.on('message', () => {
      // An unrequested message would be taken for the start of the next answer.
      if (leaveIdle(connection)) socket.terminate();
    });
    return connection;
  }

  /** Removes the connection from the idle ones; returns whether it was idle. */
  function leaveIdle(connection: SocketConnection): boolean {
    const at = idle.indexOf(connection);
    if (at >= 0) idle.splice(at, 1);
    return at >= 0;
  }

  /** Returns the most recently used connection that is still open. */
  function takeIdle(): SocketConnection | undefined {
    let connection = idle.pop();
    while (connection !== undefined && connection.socket.readyState !== WebSocket.OPEN)
      connection = idle.pop();
    return connection;
  }

  function ask(
    { message, headers }: Parameters<WebSocketTransport['exchange']>[0],
    { clock, signal, resend }: Call,
    receiver: ResponseHandler,
    isDone: () => boolean,
  ): Promise<ExchangeTimings> {
    return new Promise((resolve) => {
      const stamps: Mutable<Pick<Timestamps, 'sent' | 'connected' | 'firstByte'>> = {};
      let readAt: Milliseconds = 0;
      let reads = 0;
      let isSent = false;
      let reconnections: number | undefined;
      const kept = takeIdle();
      let reused = kept !== undefined;
      stamps.sent = clock.now();
      let connection = kept ?? open(headers);

      const settle = (exchange: Omit<ExchangeTimings, 'stamps'>, rest: boolean): void => {
        unfollow();
        release();
        if (rest) {
          connection.idleSince = currentIteration();
          idle.push(connection);
        } else connection.socket.terminate();
        resolve({ stamps, ...exchange, reconnections });
      };
      const fail = (error: unknown, goingAway = false): void => {
        const isLost = reused && (reads === 0 || (goingAway && stamps.firstByte === undefined));
        if (isLost && resend?.() === false) {
          settle({ end: clock.now(), aborted: true, error: 'not to be sent again' }, false);
        } else if (isLost) reconnect();
        else settle({ end: clock.now(), aborted: false, error }, false);
      };
      /** Reconnects at most once, as over HTTP/1.1: the new socket is not reused. */
      const reconnect = (): void => {
        release();
        connection.socket.terminate();
        reconnections = (reconnections ?? 0) + 1;
        reused = false;
        isSent = false;
        connection = open(headers);
        follow();
      };
      const send = (): void => {
        isSent = true;
        connection.socket.send(message);
      };
      const onMessage = (data: RawData): void => {
        try {
          if (stamps.firstByte === undefined) receiver.head(HEAD);
          stamps.firstByte ??= readAt;
          receiver.read(bytesOf(data), readAt, reads);
          if (isDone()) settle({ end: readAt, aborted: false }, true);
        } catch (error) {
          fail(error);
        }
      };
      const onRefused = (_: unknown, response: IncomingMessage): void => {
        stamps.firstByte = clock.now();
        receiver.head({ status: response.statusCode ?? 0, headers: textHeaders(response) });
        response.on('data', (bytes: Buffer) => {
          try {
            receiver.read(bytes, clock.now(), 1);
          } catch (error) {
            response.destroy();
            fail(error);
          }
        });
        response.on('end', () => settle({ end: clock.now(), aborted: false }, false));
        response.on('error', onError);
      };
      const onOpen = (): void => {
        stamps.connected = clock.now();
        send();
      };
      const onClose = (code: number): void => fail(closed(code, isSent), code === GOING_AWAY);
      const onError = (error: Error): void =>
        fail('code' in error && error.code === TOO_LONG ? tooLarge('event') : error);
      const follow = (): void => {
        const { socket } = connection;
        socket.on('open', onOpen).on('message', onMessage).on('error', onError);
        socket.on('close', onClose).on('unexpected-response', onRefused);
        connection.arrived = () => {
          readAt = clock.now();
          reads += 1;
        };
      };
      const release = (): void => {
        const { socket } = connection;
        socket.off('open', onOpen).off('message', onMessage).off('error', onError);
        socket.off('close', onClose).off('unexpected-response', onRefused);
        connection.arrived = () => undefined;
      };
      follow();
      const unfollow = onAbort(signal, (error) =>
        settle({ end: clock.now(), aborted: true, error }, false),
      );
      if (reused) send();
    });
  }

  return {
    async exchange(question, call, receiver, isDone) {
      // As over HTTP/1.1: the close of a socket that became idle in this iteration may not have
      // been read yet.
      if (idle.length > 0 && idle.at(-1)?.idleSince === currentIteration()) await socketsPolled();
      return ask(question, call, receiver, isDone);
    },
    close() {
      for (const { socket } of connections) socket.terminate();
    },
  };
}

function closed(code: number, isSent: boolean): ConnectionClosed {
  const when = isSent ? 'in the middle of an answer' : 'before it was open';
  return new ConnectionClosed(`The server closed the WebSocket ${when} (code ${code}).`);
}

function bytesOf(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}

function textHeaders({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, String(value ?? '')]),
  );
}
