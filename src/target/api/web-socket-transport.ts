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
 * A WebSocketTransport carries questions over WebSockets to one address: one at a time on each, because
 * messages do not say which question they answer. A socket that is done with one waits for the next.
 */
export interface WebSocketTransport {
  /** Sends a message, and hands what comes to the receiver until `isDone`. */
  exchange(
    question: { readonly message: string; readonly headers: Readonly<Record<string, string>> },
    call: Call,
    receiver: ResponseHandler,
    isDone: () => boolean,
  ): Promise<ExchangeTimings>;
  /** Breaks every socket. */
  close(): void;
}

/** A Wire is one socket; `arrived` is told of each read first thing, before it is taken apart. */
interface Wire {
  readonly socket: WebSocket;
  arrived: () => void;
  /** The turn of the loop in which it became idle. */
  idleSince: LoopIteration;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** The close code of a server that ends what is idle, or shuts down (RFC 6455, 7.4.1). */
const GOING_AWAY = 1001;

/** The code of `ws` for a message beyond `maxPayload`. */
const TOO_LONG = 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';

/** What a message is told to the receiver as, which knows heads of HTTP. */
const HEAD = { status: 200, headers: {} };

export function createWebSocketTransport(
  url: string,
  network: Network = DIRECT,
): WebSocketTransport {
  const way = socketRoute(url, network);
  const wires = new Set<Wire>();
  const idle: Wire[] = [];

  function open(headers: Readonly<Record<string, string>>): Wire {
    const socket = new WebSocket(url, { headers, maxPayload: RESPONSE_LIMIT.event, ...way });
    const wire: Wire = { socket, arrived: () => undefined, idleSince: -1 };
    wires.add(wire);
    // Unheard, an error of a socket at rest would end the process; its close is heard anyway.
    socket.on('error', () => undefined);
    socket.on('upgrade', ({ socket: stream }: IncomingMessage) => {
      stream.setNoDelay(true);
      stream.prependListener('data', () => wire.arrived());
    });
    socket.on('close', () => {
      wires.delete(wire);
      leaveIdle(wire);
    });
    socket.on('message', () => {
      // Nobody asked for it; it would be taken for the beginning of the next answer.
      if (leaveIdle(wire)) socket.terminate();
    });
    return wire;
  }

  /** Whether it was idle. */
  function leaveIdle(wire: Wire): boolean {
    const at = idle.indexOf(wire);
    if (at >= 0) idle.splice(at, 1);
    return at >= 0;
  }

  /** The one used last that is not about to close. */
  function takeIdle(): Wire | undefined {
    let wire = idle.pop();
    while (wire !== undefined && wire.socket.readyState !== WebSocket.OPEN) wire = idle.pop();
    return wire;
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
      let asked = false;
      let reconnections: number | undefined;
      const kept = takeIdle();
      let reused = kept !== undefined;
      stamps.sent = clock.now();
      let wire = kept ?? open(headers);

      const settle = (exchange: Omit<ExchangeTimings, 'stamps'>, rest: boolean): void => {
        unfollow();
        release();
        if (rest) {
          wire.idleSince = currentIteration();
          idle.push(wire);
        } else wire.socket.terminate();
        resolve({ stamps, ...exchange, reconnections });
      };
      const fail = (error: unknown, wentAway = false): void => {
        const isLost = reused && (reads === 0 || (wentAway && stamps.firstByte === undefined));
        if (isLost && resend?.() === false) {
          settle({ end: clock.now(), aborted: true, error: 'not to be sent again' }, false);
        } else if (isLost) reconnect();
        else settle({ end: clock.now(), aborted: false, error }, false);
      };
      /** By the rule of connections over HTTP/1.1: at most once, as the new socket is not reused. */
      const reconnect = (): void => {
        release();
        wire.socket.terminate();
        reconnections = (reconnections ?? 0) + 1;
        reused = false;
        asked = false;
        wire = open(headers);
        follow();
      };
      const send = (): void => {
        asked = true;
        wire.socket.send(message);
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
      const onClose = (code: number): void => fail(closed(code, asked), code === GOING_AWAY);
      const onError = (error: Error): void =>
        fail('code' in error && error.code === TOO_LONG ? tooLarge('event') : error);
      const follow = (): void => {
        const { socket } = wire;
        socket.on('open', onOpen).on('message', onMessage).on('error', onError);
        socket.on('close', onClose).on('unexpected-response', onRefused);
        wire.arrived = () => {
          readAt = clock.now();
          reads += 1;
        };
      };
      const release = (): void => {
        const { socket } = wire;
        socket.off('open', onOpen).off('message', onMessage).off('error', onError);
        socket.off('close', onClose).off('unexpected-response', onRefused);
        wire.arrived = () => undefined;
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
      // As over HTTP/1.1: the end of a socket that became idle in this turn may not be read yet.
      if (idle.length > 0 && idle.at(-1)?.idleSince === currentIteration()) await socketsPolled();
      return ask(question, call, receiver, isDone);
    },
    close() {
      for (const { socket } of wires) socket.terminate();
    },
  };
}

function closed(code: number, asked: boolean): ConnectionClosed {
  const when = asked ? 'in the middle of an answer' : 'before it was open';
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
