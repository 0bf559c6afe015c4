import { connect, constants } from 'node:http2';
import type { ClientHttp2Session, ClientHttp2Stream } from 'node:http2';
import type { Duplex } from 'node:stream';
import type { PendingRequest } from '../connection/connection.ts';
import { tooLarge } from '../errors/response-limit.ts';
import type { Trust } from '../network/trust.ts';
import { HeadWatch } from './head-watch.ts';
import type { Http2Request } from './http2-request.ts';
import { RequestStream, type StreamSession } from './request-stream.ts';

/**
 * One HTTP/2 connection, which carries many requests at once, each on a stream.
 *
 * To an `http:` origin it speaks HTTP/2 with prior knowledge; to an `https:` one it needs ALPN to
 * agree on `h2`. Its flow-control windows are the defaults of node:http2, as when the AWS SDK opens
 * one.
 */
export interface Http2Session {
  /** Whether it accepts another request: it has neither ended nor received a GOAWAY. */
  readonly usable: boolean;
  /**
   * Opens a stream, at once or when the session is connected. Returns a function that resets it.
   * `onLost` is called in place of the request's end if the session was already connected and the
   * loss says nothing about the service: the server did not process the stream (refused, or beyond
   * the last one that its GOAWAY names; RFC 9113, 6.8 and 8.7), or closed the connection without a
   * frame of a response.
   */
  send(
    pending: PendingRequest,
    request: Http2Request,
    onLost: (error: unknown) => void,
  ): () => void;
  destroy(): void;
}

export interface Http2SessionOptions {
  /** Whether it stays open when it has no request; otherwise it ends with its last one. */
  readonly lasting: boolean;
  readonly onClose: () => void;
}

/** Memory limit of a session, megabytes; many long prompts at once are a normal load here. */
const MEMORY = 1024;

/** An Http2Session on the given socket, or on one that it opens itself. */
export class OpenSession implements Http2Session, StreamSession {
  readonly watch: HeadWatch;
  readonly #session: ClientHttp2Session;
  readonly #lasting: boolean;
  #inFlight = 0;
  /** Whether the client ends the session. */
  #isLocalClose = false;
  /** The last stream that the server says it has processed; infinity before it says so. */
  #lastProcessed = Number.POSITIVE_INFINITY;
  #goawayWithError = false;

  constructor(
    origin: string,
    { lasting, onClose }: Http2SessionOptions,
    socket: { readonly createConnection?: () => Duplex; readonly trust?: Trust } = {},
  ) {
    const { createConnection, trust } = socket;
    const session = connect(origin, {
      maxSessionMemory: MEMORY,
      ...(createConnection === undefined ? {} : { createConnection }),
      ...(trust === undefined ? {} : { secureContext: trust }),
    });
    this.#session = session;
    this.#lasting = lasting;
    this.watch = new HeadWatch(session, () => this.#end(tooLarge('head')));
    // Every request that waits for the session adds a listener.
    session.setMaxListeners(0);
    session.on('goaway', (code, lastStreamID) => {
      this.#lastProcessed = lastStreamID;
      this.#goawayWithError = code !== constants.NGHTTP2_NO_ERROR;
    });
    // Each stream receives the error, and fails its request.
    session.on('error', () => undefined);
    session.on('close', onClose);
    session.on('connect', () => {
      if (session.encrypted === true && session.alpnProtocol !== 'h2') session.destroy(refused());
    });
  }

  get usable(): boolean {
    return !this.#session.closed && !this.#session.destroyed;
  }

  send(
    pending: PendingRequest,
    { headers, body }: Http2Request,
    onLost: (error: unknown) => void,
  ): () => void {
    const session = this.#session;
    const isConnecting = session.connecting;
    this.#hold();
    if (isConnecting) session.once('connect', () => pending.connected());
    const stream = session.request(headers);
    stream.end(body);
    const exchange = new RequestStream(this, stream, pending, isConnecting ? undefined : onLost);
    return () => {
      exchange.forget();
      // A stream of a session that is not connected yet has no number to reset.
      if (session.connecting && this.#inFlight === 1) session.destroy();
      else stream.close(constants.NGHTTP2_CANCEL);
    };
  }

  destroy(): void {
    this.#end();
  }

  hasLost({ id = 0, rstCode }: ClientHttp2Stream): boolean {
    if (rstCode === constants.NGHTTP2_REFUSED_STREAM || id > this.#lastProcessed) return true;
    return this.#session.destroyed && !this.#isLocalClose && !this.#goawayWithError;
  }

  release(): void {
    this.#inFlight -= 1;
    if (this.#inFlight > 0) return;
    this.watch.stop();
    if (this.#session.destroyed) return;
    // An idle session keeps no process alive.
    if (this.#lasting) this.#session.unref();
    else this.#session.close();
  }

  #hold(): void {
    this.#inFlight += 1;
    this.#session.ref();
    this.watch.start();
  }

  #end(error?: Error): void {
    this.#isLocalClose = true;
    this.#session.destroy(error);
  }
}

/** The server accepted the connection but no protocol, which means HTTP/1.1. */
function refused(): Error {
  const error = new Error('The server does not speak HTTP/2 (ALPN); use transport: http1.');
  error.name = 'NoHttp2';
  return error;
}
