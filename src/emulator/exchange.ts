import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import { Socket } from 'node:net';
import { createChunkedBody, createPlainBody } from './stream-body.ts';

/** An Exchange is one HTTP request and the response to it, over HTTP/1.1 or HTTP/2 alike. */
export interface Exchange {
  readonly method: string;
  /** As sent, percent signs and query included. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The whole body; undefined when the client went away in the middle of it. */
  body(): Promise<Buffer | undefined>;
  respond(
    status: number,
    headers: Readonly<Record<string, string>>,
    body: string | Uint8Array,
  ): void;
  /** Starts a streamed 200; the head leaves with the first bytes. */
  open(headers: Readonly<Record<string, string>>): void;
  /** One write for all parts, because each costs a system call at both ends. */
  write(parts: readonly Uint8Array[]): void;
  end(parts: readonly Uint8Array[]): void;
  /** Breaks the connection, as a crashed server does. */
  reset(): void;
  /** Calls back at most once, when the client goes away before the end. */
  onGone(listener: () => void): void;
}

type AnyRequest = IncomingMessage | Http2ServerRequest;
type AnyResponse = ServerResponse | Http2ServerResponse;

export function createExchange(request: AnyRequest, response: AnyResponse): Exchange {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- node:http2's compatibility API is made to be used as node:http's, but their types do not unite
  const out = response as ServerResponse;
  const body = request.httpVersion === '1.1' ? createChunkedBody(out) : createPlainBody(out);
  let ended = false;
  let gone = false;
  let whenGone: (() => void) | undefined;
  const leave = (): void => {
    if (ended || gone) return;
    gone = true;
    whenGone?.();
  };
  // Unheard, an error of a client that left would end the process.
  request.on('error', leave);
  out.on('error', leave);
  out.on('close', leave);

  return {
    method: request.method ?? '',
    path: request.url ?? '',
    headers: request.headers,
    body() {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      return new Promise((resolve) => {
        request.once('end', () => {
          const [only] = chunks;
          resolve(chunks.length === 1 ? only : Buffer.concat(chunks));
        });
        // Cut off in the middle: `leave` has heard of it too.
        request.once('close', () => resolve(undefined));
      });
    },
    respond(status, headers, body) {
      if (ended || gone) return;
      ended = true;
      const bytes = typeof body === 'string' ? Buffer.from(body) : body;
      out.writeHead(status, Object.assign({}, headers, { 'content-length': bytes.length }));
      out.end(bytes);
    },
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
      const isHttp2 = 'stream' in request;
      const socket = isHttp2 ? request.stream.session?.socket : request.socket;
      if (!(socket instanceof Socket)) return;
      const breakOff = (): unknown => socket.resetAndDestroy();
      // What was written before must be on its way, or the reset would take it back, or become a
      // clean end: HTTP/2 writes a turn of the loop later.
      setImmediate(isHttp2 ? () => setImmediate(breakOff) : breakOff);
    },
    onGone(listener) {
      if (gone) listener();
      else whenGone = listener;
    },
  };
}
