import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse, ServerHttp2Stream } from 'node:http2';
import { Socket } from 'node:net';
import { createChunkedBody, createPlainBody } from './stream-body.ts';

/** One HTTP request and its response, over HTTP/1.1 or HTTP/2. */
export interface HttpExchange {
  readonly method: string;
  /** As sent: percent-encoded, with the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /**
   * Reads the whole body, up to BODY_LIMIT bytes. Resolves to `gone` where the client disconnected
   * before its end, and to `too-large` where the exchange has refused it with 413.
   */
  body(): Promise<Buffer | 'gone' | 'too-large'>;
  respond(
    status: number,
    headers: Readonly<Record<string, string>>,
    body: string | Uint8Array,
  ): void;
  /** Starts a streamed 200 response; sends the head with the first bytes. */
  open(headers: Readonly<Record<string, string>>): void;
  /** Sends all parts in one write, because each write costs a system call at both ends. */
  write(parts: readonly Uint8Array[]): void;
  end(parts: readonly Uint8Array[]): void;
  /** Resets the connection, as a crashed server does. */
  reset(): void;
  /** Calls the listener at most once, when the client disconnects before the response ends. */
  onGone(listener: () => void): void;
}

/** Largest request body, bytes: above the largest that any operation accepts, 25 MB. */
export const BODY_LIMIT = 32 * 1024 * 1024;

type AnyRequest = IncomingMessage | Http2ServerRequest;
type AnyResponse = ServerResponse | Http2ServerResponse;

export function createHttpExchange(request: AnyRequest, response: AnyResponse): HttpExchange {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- node:http2's compatibility API is made to be used as node:http's, but their types do not unite
  const out = response as ServerResponse;
  const body = request.httpVersion === '1.1' ? createChunkedBody(out) : createPlainBody(out);
  let ended = false;
  let gone = false;
  let goneListener: (() => void) | undefined;
  const markGone = (): void => {
    if (ended || gone) return;
    gone = true;
    goneListener?.();
  };
  // Without a listener, the error of a client that disconnected would end the process.
  request.on('error', markGone);
  out.on('error', markGone);
  out.on('close', markGone);

  const respond: HttpExchange['respond'] = (status, headers, content) => {
    if (ended || gone) return;
    ended = true;
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    out.writeHead(status, Object.assign({}, headers, { 'content-length': bytes.length }));
    out.end(bytes);
  };

  return {
    method: request.method ?? '',
    path: request.url ?? '',
    headers: request.headers,
    body() {
      const chunks: Buffer[] = [];
      let size = 0;
      return new Promise((resolve) => {
        request.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size <= BODY_LIMIT) chunks.push(chunk);
          else if (chunks.length > 0) {
            chunks.length = 0;
            respond(413, TOO_LARGE.headers, TOO_LARGE.body);
            resolve('too-large');
          }
        });
        request.once('end', () => {
          const [only] = chunks;
          resolve(only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks));
        });
        // Cut off in the middle: `markGone` runs too.
        request.once('close', () => resolve('gone'));
      });
    },
    respond,
    open(headers) {
      if (!ended && !gone) out.writeHead(200, headers);
    },
    write(parts) {
      if (!ended && !gone) body.write(parts);
    },
    end(parts) {
      if (ended || gone) return;
      ended = true;
      body.end(parts);
    },
    reset() {
      ended = true;
      // Earlier writes must be sent first, or the reset would discard them or become a clean end;
      // HTTP/2 writes one turn of the event loop later.
      if (!('stream' in request)) setImmediate(() => request.socket.resetAndDestroy());
      else setImmediate(() => setImmediate(() => breakSession(request.stream.session)));
    },
    onGone(listener) {
      if (gone) listener();
      else goneListener = listener;
    },
  };
}

const TOO_LARGE = {
  headers: {
    'content-type': 'application/json',
    'x-amzn-errortype': 'RequestEntityTooLargeException',
  },
  body: JSON.stringify({
    message: `The request body is larger than the emulator accepts, ${BODY_LIMIT} bytes.`,
  }),
};

/** Resets an HTTP/2 session's connection once, even if several of its streams reset in one turn. */
function breakSession(session: ServerHttp2Stream['session']): void {
  if (session === undefined || session.destroyed) return;
  const { socket } = session;
  if (socket instanceof Socket) socket.resetAndDestroy();
}
