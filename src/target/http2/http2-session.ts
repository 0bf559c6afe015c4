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
 * An Http2Session is one HTTP/2 connection; it carries many errands at once, each on a stream.
 *
 * To an `http:` origin it speaks HTTP/2 with prior knowledge, to an `https:` one what ALPN agrees on,
 * which must be `h2`. Its windows are those of node:http2, as they are when the AWS SDK opens one.
 */
export interface Http2Session {
  /** Whether it takes another errand: it has neither ended nor been told to go away. */
  readonly usable: boolean;
  /**
   * Opens a stream, at once or as soon as it is connected. Returns what resets it. `onLost` is called
   * in place of the errand's end where the session was connected before and says nothing of the
   * service: the server did not process the stream (refused, or beyond the last one that its GOAWAY
   * names; RFC 9113, 6.8 and 8.7), or closed the connection without a frame of a response.
   */
  track(
    pending: PendingRequest,
    request: Http2Request,
    onLost: (error: unknown) => void,
  ): () => void;
  destroy(): void;
}

export interface Http2SessionOptions {
  /** Whether it waits for more errands when it has none; else it ends with its last. */
  readonly lasting: boolean;
  readonly onClose: () => void;
}

/** In megabytes: many long prompts at once are a load here, and no attack. */
const MEMORY = 1024;

/** Opens one straight to an origin. */
export function openHttp2Session(
  origin: string,
  options: Http2SessionOptions,
  trust?: Trust,
): Http2Session {
  return speakHttp2(origin, options, undefined, trust);
}

/** Begins one over a socket that is given, or over one that it opens itself. */
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
  // All that wait for it listen to it.
  session.setMaxListeners(0);
  /** Whether we end it. */
  let isOurs = false;
  const watch = new HeadWatch(session, () => {
    isOurs = true;
    session.destroy(tooLarge('head'));
  });
  let inFlight = 0;
  /** The last stream that the server will have processed, once it has said so. */
  let lastProcessed = Number.POSITIVE_INFINITY;
  let wentInError = false;
  session.on('goaway', (code, lastStreamID) => {
    lastProcessed = lastStreamID;
    wentInError = code !== constants.NGHTTP2_NO_ERROR;
  });
  // Each of its streams is told, and with it the errand on it.
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
    // Idle, it keeps no process alive.
    if (lasting) session.unref();
    else session.close();
  }

  return {
    get usable() {
      return !session.closed && !session.destroyed;
    },
    track(pending, { headers, body }, onLost) {
      const waits = session.connecting;
      hold();
      if (waits) session.once('connect', () => pending.connected());
      const stream = session.request(headers);
      stream.end(body);

      let done = false;
      let answered = false;
      let reading = false;
      /** Frames of one socket read come in one turn of the loop: they share its stamp. */
      const arrive = (): void => {
        watch.told();
        if (reading) return;
        reading = true;
        setImmediate(() => {
          reading = false;
        });
        pending.arrived();
      };
      const finish = (tell: () => void): void => {
        if (done) return;
        done = true;
        tell();
      };
      const attempt = (step: () => void): void => {
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
        if (waits || answered) return false;
        const id = stream.id ?? 0;
        const { rstCode } = stream;
        if (rstCode === constants.NGHTTP2_REFUSED_STREAM || id > lastProcessed) return true;
        return session.destroyed && !isOurs && !wentInError;
      };
      const fail = (error: unknown): void =>
        finish(() => (isLost() ? onLost(error) : pending.fail(error)));
      const cut = (): void => fail(closed(answered));
      stream.on('response', (received) => {
        answered = true;
        attempt(() => pending.head(readHead(received)));
        // Not before: node:http2 tells of a head a tick later than of the frames behind it, at times.
        stream.on('data', (bytes: Buffer) => attempt(() => pending.body(bytes)));
      });
      stream.on('end', () => {
        // A socket that closed in the middle ends its streams too, as if it had cancelled them.
        if (stream.rstCode === constants.NGHTTP2_NO_ERROR) finish(() => pending.end());
        else cut();
      });
      stream.on('error', (error) => {
        // It was answered, if by more than is read: it is not lost.
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
        // A stream of a session that is not there yet has no number to reset.
        if (session.connecting && inFlight === 1) session.destroy();
        else stream.close(constants.NGHTTP2_CANCEL);
      };
    },
    destroy() {
      isOurs = true;
      session.destroy();
    },
  };
}

function closed(answered: boolean): ConnectionClosed {
  const when = answered ? 'in the middle of the response' : 'before the response';
  return new ConnectionClosed(`The server closed the HTTP/2 stream ${when}.`);
}

/** A stream that waited for its session is told of that one's end, and why only in its cause. */
function causeOf(error: Error): unknown {
  return error.cause ?? error;
}

/** The server took the connection and no protocol, which means HTTP/1.1. */
function refused(): Error {
  const error = new Error('The server does not speak HTTP/2 (ALPN); use transport: http1.');
  error.name = 'NoHttp2';
  return error;
}

/** A head of too many headers has more bytes than this; a frame that resets a stream has 13. */
const LEAST_HEAD = 128;
/** nghttp2's number for more CONTINUATION frames behind a head than it joins; its session ends with it. */
const TOO_MANY_CONTINUATIONS = -905;

/** Whether node:http2 gave up on the head: on its length, or with a reset on the number of its headers. */
function isOfHead(error: Error, { rstCode }: ClientHttp2Stream, { silent }: HeadWatch): boolean {
  const cause = causeOf(error);
  if (cause instanceof Error && 'errno' in cause && cause.errno === TOO_MANY_CONTINUATIONS)
    return true;
  return rstCode === constants.NGHTTP2_ENHANCE_YOUR_CALM && silent > LEAST_HEAD;
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
