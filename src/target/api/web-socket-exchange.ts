import type { IncomingMessage } from 'node:http';
import type { RawData } from 'ws';
import type { Timestamps } from '../../sample/sample.ts';
import { onAbort } from '../../time/cancellation.ts';
import type { Milliseconds } from '../../time/duration.ts';
import { ConnectionClosed } from '../connection/connection.ts';
import type { Call } from '../contract/target.ts';
import { tooLarge } from '../errors/response-limit.ts';
import type { ExchangeTimings, ResponseHandler } from '../http/exchange.ts';
import type { SocketConnection, WebSocketPool } from './web-socket-pool.ts';

/** A message to send, and the headers of the socket if one is opened for it. */
export interface Question {
  readonly message: string;
  readonly headers: Readonly<Record<string, string>>;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Close code of a server that closes idle connections or shuts down (RFC 6455, 7.4.1). */
const GOING_AWAY = 1001;

/** Error code of `ws` for a message above `maxPayload`. */
const TOO_LONG = 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';

/** Head passed to the receiver for a message, because it expects an HTTP head. */
const HEAD = { status: 200, headers: {} };

/** One request over a WebSocket of a pool, from its send to the end of its answer. */
export class WebSocketExchange {
  readonly #pool: WebSocketPool;
  readonly #question: Question;
  readonly #call: Call;
  readonly #receiver: ResponseHandler;
  readonly #isDone: () => boolean;
  readonly #stamps: Mutable<Pick<Timestamps, 'sent' | 'connected' | 'firstByte'>> = {};
  #connection: SocketConnection;
  /** Whether the socket carried a request before. */
  #reused: boolean;
  #isSent = false;
  /** Time and number of the last socket read. */
  #readAt: Milliseconds = 0;
  #reads = 0;
  #reconnections: number | undefined;
  #resolve: (timings: ExchangeTimings) => void = () => undefined;
  #unfollow: () => void = () => undefined;

  constructor(
    pool: WebSocketPool,
    question: Question,
    call: Call,
    receiver: ResponseHandler,
    isDone: () => boolean,
  ) {
    this.#pool = pool;
    this.#question = question;
    this.#call = call;
    this.#receiver = receiver;
    this.#isDone = isDone;
    const kept = pool.takeIdle();
    this.#reused = kept !== undefined;
    this.#stamps.sent = call.clock.now();
    this.#connection = kept ?? pool.open(question.headers);
  }

  /** Sends the message, at once or when the socket is open; to be called once. */
  run(): Promise<ExchangeTimings> {
    const { clock, signal } = this.#call;
    return new Promise((resolve) => {
      this.#resolve = resolve;
      this.#follow();
      this.#unfollow = onAbort(signal, (error) =>
        this.#settle({ end: clock.now(), aborted: true, error }, false),
      );
      if (this.#reused) this.#send();
    });
  }

  #send(): void {
    this.#isSent = true;
    this.#connection.socket.send(this.#question.message);
  }

  readonly #onOpen = (): void => {
    this.#stamps.connected = this.#call.clock.now();
    this.#send();
  };

  readonly #onMessage = (data: RawData): void => {
    try {
      if (this.#stamps.firstByte === undefined) this.#receiver.head(HEAD);
      this.#stamps.firstByte ??= this.#readAt;
      this.#receiver.read(bytesOf(data), this.#readAt, this.#reads);
      if (this.#isDone()) this.#settle({ end: this.#readAt, aborted: false }, true);
    } catch (error) {
      this.#fail(error);
    }
  };

  /** The server answered the upgrade with an HTTP response. */
  readonly #onRefused = (_: unknown, response: IncomingMessage): void => {
    const { clock } = this.#call;
    this.#stamps.firstByte = clock.now();
    this.#receiver.head({ status: response.statusCode ?? 0, headers: textHeaders(response) });
    response.on('data', (bytes: Buffer) => {
      try {
        this.#receiver.read(bytes, clock.now(), 1);
      } catch (error) {
        response.destroy();
        this.#fail(error);
      }
    });
    response.on('end', () => this.#settle({ end: clock.now(), aborted: false }, false));
    response.on('error', this.#onError);
  };

  readonly #onClose = (code: number): void => {
    const when = this.#isSent ? 'in the middle of an answer' : 'before it was open';
    const error = new ConnectionClosed(`The server closed the WebSocket ${when} (code ${code}).`);
    this.#fail(error, code === GOING_AWAY);
  };

  readonly #onError = (error: Error): void =>
    this.#fail('code' in error && error.code === TOO_LONG ? tooLarge('event') : error);

  #follow(): void {
    const { socket } = this.#connection;
    socket.on('open', this.#onOpen).on('message', this.#onMessage).on('error', this.#onError);
    socket.on('close', this.#onClose).on('unexpected-response', this.#onRefused);
    this.#connection.arrived = () => {
      this.#readAt = this.#call.clock.now();
      this.#reads += 1;
    };
  }

  #release(): void {
    const { socket } = this.#connection;
    socket.off('open', this.#onOpen).off('message', this.#onMessage).off('error', this.#onError);
    socket.off('close', this.#onClose).off('unexpected-response', this.#onRefused);
    this.#connection.arrived = () => undefined;
  }

  #fail(error: unknown, goingAway = false): void {
    const end = this.#call.clock.now();
    const isLost =
      this.#reused && (this.#reads === 0 || (goingAway && this.#stamps.firstByte === undefined));
    if (!isLost) return this.#settle({ end, aborted: false, error }, false);
    if (this.#call.resend?.() !== false) return this.#reconnect();
    this.#settle({ end, aborted: true, error: 'not to be sent again' }, false);
  }

  /** Reconnects at most once, as over HTTP/1.1: the new socket is not reused. */
  #reconnect(): void {
    this.#release();
    this.#connection.socket.terminate();
    this.#reconnections = (this.#reconnections ?? 0) + 1;
    this.#reused = false;
    this.#isSent = false;
    this.#connection = this.#pool.open(this.#question.headers);
    this.#follow();
  }

  /** Ends the exchange; `reusable` says whether the socket may carry another. */
  #settle(exchange: Omit<ExchangeTimings, 'stamps'>, reusable: boolean): void {
    this.#unfollow();
    this.#release();
    if (reusable) this.#pool.giveBack(this.#connection);
    else this.#connection.socket.terminate();
    this.#resolve({ stamps: this.#stamps, ...exchange, reconnections: this.#reconnections });
  }
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
