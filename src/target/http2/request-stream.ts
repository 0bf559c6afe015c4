import { constants } from 'node:http2';
import type { ClientHttp2Stream } from 'node:http2';
import { ConnectionClosed } from '../connection/connection.ts';
import type { PendingRequest } from '../connection/connection.ts';
import { tooLarge } from '../errors/response-limit.ts';
import type { HeadWatch } from './head-watch.ts';
import { isHeadTooLarge, readHttp2Head } from './http2-head.ts';

/** The session of a stream, as far as the stream depends on it. */
export interface StreamSession {
  readonly watch: HeadWatch;
  /** Returns whether the session ended a stream in a way that says nothing about the service. */
  hasLost(stream: ClientHttp2Stream): boolean;
  /** Called when a stream has closed. */
  release(): void;
}

/** One request on its HTTP/2 stream: passes the response on, and reports exactly one end. */
export class RequestStream {
  readonly #session: StreamSession;
  readonly #stream: ClientHttp2Stream;
  readonly #pending: PendingRequest;
  /** Called in place of a failure if the session lost the stream; absent if it cannot be lost. */
  readonly #onLost: ((error: unknown) => void) | undefined;
  #done = false;
  #answered = false;
  #reading = false;

  constructor(
    session: StreamSession,
    stream: ClientHttp2Stream,
    pending: PendingRequest,
    onLost?: (error: unknown) => void,
  ) {
    this.#session = session;
    this.#stream = stream;
    this.#pending = pending;
    this.#onLost = onLost;
    this.#listen();
  }

  /** Reports nothing from now on. */
  forget(): void {
    this.#done = true;
  }

  #listen(): void {
    const stream = this.#stream;
    stream.on('response', (received) => {
      this.#answered = true;
      this.#handle(() => this.#pending.head(readHttp2Head(received)));
      // Not before the head: node:http2 sometimes reports it a tick later than the frames after
      // it.
      stream.on('data', (bytes: Buffer) => this.#handle(() => this.#pending.body(bytes)));
    });
    stream.on('end', () => {
      // A socket that closed in the middle also ends its streams, as if they were cancelled.
      if (stream.rstCode === constants.NGHTTP2_NO_ERROR) this.#finish(() => this.#pending.end());
      else this.#cut();
    });
    stream.on('error', (error) => this.#onError(error));
    stream.on('close', () => {
      this.#session.release();
      this.#cut();
    });
  }

  #handle(step: () => void): void {
    if (this.#done) return;
    this.#stampRead();
    try {
      step();
    } catch (error) {
      this.#finish(() => this.#pending.fail(error));
      this.#stream.close(constants.NGHTTP2_CANCEL);
    }
  }

  /** Frames of one socket read come in one loop iteration: they share its timestamp. */
  #stampRead(): void {
    this.#session.watch.onEvent();
    if (this.#reading) return;
    this.#reading = true;
    setImmediate(() => {
      this.#reading = false;
    });
    this.#pending.arrived();
  }

  #onError(error: Error): void {
    // A stream that waited for its session fails with the session's end; only the cause says why.
    const cause = error.cause ?? error;
    // The head was too large to read, so the request was answered and is not lost.
    if (!this.#answered && isHeadTooLarge(cause, this.#stream, this.#session.watch))
      this.#finish(() => this.#pending.fail(tooLarge('head')));
    else this.#fail(cause);
  }

  #cut(): void {
    const when = this.#answered ? 'in the middle of the response' : 'before the response';
    this.#fail(new ConnectionClosed(`The server closed the HTTP/2 stream ${when}.`));
  }

  #fail(error: unknown): void {
    this.#finish(() => {
      const isLost = !this.#answered && this.#session.hasLost(this.#stream);
      if (isLost && this.#onLost !== undefined) this.#onLost(error);
      else this.#pending.fail(error);
    });
  }

  #finish(report: () => void): void {
    if (this.#done) return;
    this.#done = true;
    report();
  }
}
