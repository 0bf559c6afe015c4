import { connect, constants } from 'node:http2';
import type { ClientHttp2Stream, IncomingHttpHeaders, IncomingHttpStatusHeader } from 'node:http2';
import type { Duplex } from 'node:stream';
import { ConnectionClosed } from '../connection/connection.ts';
import type { PendingRequest } from '../connection/connection.ts';
import { RESPONSE_LIMIT, tooLarge } from '../errors/response-limit.ts';
import type { Head } from '../http/response-head.ts';
import type { Trust } from '../network/trust.ts';
import { HeadWatch } from './head-watch.ts';
import type { Http2Request } from './http2-request.ts';

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

/** Opens a session directly to an origin. */
export function openHttp2Session(
  origin: string,
  options: Http2SessionOptions,
  trust?: Trust,
): Http2Session {
  return speakHttp2(origin, options, undefined, trust);
}

/** Starts a session on the given socket, or on one that it opens itself. */
export function speakHttp2(
  origin: string,
  { lasting, onClose }: Http2SessionOptions,
  createConnection?: () => Duplex,
  trust?: Trust,
): Http2Session {
  const session = connect(origin, {
    maxSessionMemory: MEMORY,
    ...(createConnection === undefined ? {} : { createConnection }),
    ...(trust === undefined ? {} : { secureContext: trust }),
  });
  // Every request that waits for the session adds a listener.
  session.setMaxListeners(0);
  /** Whether the client ends the session. */
  let isLocalClose = false;
  const watch = new HeadWatch(session, () => {
    isLocalClose = true;
    session.destroy(tooLarge('head'));
  });
  let inFlight = 0;
  /** The last stream that the server says it has processed; infinity before it says so. */
  let lastProcessed = Number.POSITIVE_INFINITY;
  let goawayWithError = false;
  session.on('goaway', (code, lastStreamID) => {
    lastProcessed = lastStreamID;
    goawayWithError = code !== constants.NGHTTP2_NO_ERROR;
  });
  // Each stream receives the error, and fails its request.
  session.on('error', () => undefined);
  session.on('close', onClose);
  session.on('connect', () => {
    if (session.encrypted === true && session.alpnProtocol !== 'h2') session.destroy(refused());
  });

  function hold(): void {
    inFlight += 1;
    session.ref();
    watch.start();
  }
  function release(): void {
    inFlight -= 1;
    if (inFlight > 0) return;
    watch.stop();
    if (session.destroyed) return;
    // An idle session keeps no process alive.
    if (lasting) session.unref();
    else session.close();
  }

  return {
    get usable() {
      return !session.closed && !session.destroyed;
    },
    send(pending, { headers, body }, onLost) {
      const isConnecting = session.connecting;
      hold();
      if (isConnecting) session.once('connect', () => pending.connected());
      const stream = session.request(headers);
      stream.end(body);

      let done = false;
      let answered = false;
      let reading = false;
      /** Frames of one socket read come in one loop iteration: they share its timestamp. */
      const arrive = (): void => {
        watch.onEvent();
        if (reading) return;
        reading = true;
        setImmediate(() => {
          reading = false;
        });
        pending.arrived();
      };
      const finish = (report: () => void): void => {
        if (done) return;
        done = true;
        report();
      };
      const handle = (step: () => void): void => {
        if (done) return;
        arrive();
        try {
          step();
        } catch (error) {
          finish(() => pending.fail(error));
          stream.close(constants.NGHTTP2_CANCEL);
        }
      };
      const isLost = (): boolean => {
        if (isConnecting || answered) return false;
        const id = stream.id ?? 0;
        const { rstCode } = stream;
        if (rstCode === constants.NGHTTP2_REFUSED_STREAM || id > lastProcessed) return true;
        return session.destroyed && !isLocalClose && !goawayWithError;
      };
      const fail = (error: unknown): void =>
        finish(() => (isLost() ? onLost(error) : pending.fail(error)));
      const cut = (): void => fail(closed(answered));
      stream.on('response', (received) => {
        answered = true;
        handle(() => pending.head(readHead(received)));
        // Not before the head: node:http2 sometimes reports it a tick later than the frames after
        // it.
        stream.on('data', (bytes: Buffer) => handle(() => pending.body(bytes)));
      });
      stream.on('end', () => {
        // A socket that closed in the middle also ends its streams, as if they were cancelled.
        if (stream.rstCode === constants.NGHTTP2_NO_ERROR) finish(() => pending.end());
        else cut();
      });
      stream.on('error', (error) => {
        // The head was too large to read, so the request was answered and is not lost.
        if (!answered && isOfHead(error, stream, watch))
          finish(() => pending.fail(tooLarge('head')));
        else fail(causeOf(error));
      });
      stream.on('close', () => {
        release();
        cut();
      });
      return () => {
        done = true;
        // A stream of a session that is not connected yet has no number to reset.
        if (session.connecting && inFlight === 1) session.destroy();
        else stream.close(constants.NGHTTP2_CANCEL);
      };
    },
    destroy() {
      isLocalClose = true;
      session.destroy();
    },
  };
}

function closed(answered: boolean): ConnectionClosed {
  const when = answered ? 'in the middle of the response' : 'before the response';
  return new ConnectionClosed(`The server closed the HTTP/2 stream ${when}.`);
}

/**
 * Returns the cause of a stream's error: a stream that waited for its session fails with the
 * session's end, and only the cause says why.
 */
function causeOf(error: Error): unknown {
  return error.cause ?? error;
}

/** The server accepted the connection but no protocol, which means HTTP/1.1. */
function refused(): Error {
  const error = new Error('The server does not speak HTTP/2 (ALPN); use transport: http1.');
  error.name = 'NoHttp2';
  return error;
}

/** Minimum size of a head with too many headers, bytes; a frame that resets a stream has 13. */
const LEAST_HEAD = 128;
/**
 * nghttp2's error for more CONTINUATION frames after a head than it joins; its session ends with
 * it.
 */
const TOO_MANY_CONTINUATIONS = -905;

/**
 * Returns whether node:http2 gave up on the head: because of its length, or with a reset because of
 * its number of headers.
 */
function isOfHead(
  error: Error,
  { rstCode }: ClientHttp2Stream,
  { unreported }: HeadWatch,
): boolean {
  const cause = causeOf(error);
  if (cause instanceof Error && 'errno' in cause && cause.errno === TOO_MANY_CONTINUATIONS)
    return true;
  return rstCode === constants.NGHTTP2_ENHANCE_YOUR_CALM && unreported > LEAST_HEAD;
}

function readHead(received: IncomingHttpHeaders & IncomingHttpStatusHeader): Head {
  const headers: Record<string, string> = {};
  let size = 0;
  for (const [name, value] of Object.entries(received)) {
    if (name.startsWith(':') || value === undefined) continue;
    const text = Array.isArray(value) ? value.join(', ') : value;
    size += name.length + text.length;
    if (size > RESPONSE_LIMIT.head) throw tooLarge('head');
    headers[name] = text;
  }
  return { status: received[':status'] ?? 0, headers };
}
