import { ChunkedBody } from './chunked-body.ts';
import { MalformedResponse } from './malformed-response.ts';
import { parseHead } from './response-head.ts';
import type { ParsedHead } from './response-head.ts';

export interface ResponseListener {
  head(head: ParsedHead): void;
  body(bytes: Buffer): void;
  end(): void;
}

/** Maximum size of a head, bytes; services write a few hundred. */
const HEAD_LIMIT = 65_536;
/**
 * Maximum number of interim responses before one; a server may send them for as long as it works.
 */
const INTERIM_LIMIT = 1000;

/** Start of every response; detects a server of another protocol at once. */
const RESPONSE_START = 'HTTP/1.';

const CR = 13;
const LF = 10;
const NOTHING = Buffer.alloc(0);

/**
 * Parses the HTTP/1.1 responses of one connection (RFC 9112), from reads cut at any byte.
 *
 * It parses in place: body parts are views of the bytes passed in, and only a head that came in
 * several reads is copied. Interim responses (1xx) and trailers are read and dropped.
 *
 * It accepts what llhttp accepts, the parser of Node, undici and so most production clients, and
 * refuses what llhttp refuses. Bytes that follow a complete response in the same read must begin
 * another, and may not follow one that closes the connection: otherwise its length or its status
 * was wrong.
 */
export class ResponseParser {
  readonly #listener: ResponseListener;
  #state: 'head' | 'length' | 'chunked' | 'until-close' = 'head';
  /** The start of a head, if a read ended in the middle of it. */
  #partialHead: Buffer | undefined;
  /** Bytes still to come of a body with a length. */
  #left = 0;
  /** The body of the last chunked response. */
  #chunked: ChunkedBody | undefined;
  /** Whether the current read reached the end of a response. */
  #ended = false;
  /** Interim responses since the last complete response. */
  #interim = 0;
  /** Whether nothing may follow the last response on this connection. */
  #closes = false;

  constructor(listener: ResponseListener) {
    this.#listener = listener;
  }

  /**
   * Reads the bytes from `at` up to `end`, but not beyond the end of a response. Returns where it
   * stopped. Throws a MalformedResponse; errors of the listener pass through.
   */
  read(bytes: Buffer, start: number, end: number): number {
    let at = start;
    this.#ended = false;
    while (at < end && !this.#ended) {
      at = this.#state === 'head' ? this.#readHead(bytes, at, end) : this.#readBody(bytes, at, end);
    }
    return at;
  }

  /** The server will send no more. Returns whether that completed the response or cut it off. */
  close(): boolean {
    if (this.#state !== 'until-close') return false;
    this.#finish(NOTHING, 0, 0);
    return true;
  }

  #readHead(bytes: Buffer, start: number, end: number): number {
    const partial = this.#partialHead;
    const at = partial === undefined ? skipLineEnds(bytes, start, end) : start;
    if (at === end) return end;
    const before = partial?.length ?? 0;
    const headBytes =
      partial === undefined ? bytes : Buffer.concat([partial, bytes.subarray(at, end)]);
    const from = partial === undefined ? at : 0;
    const to = from + before + end - at;
    const stop = headEnd(headBytes, from, to);
    if ((stop === -1 ? to : stop) - from > HEAD_LIMIT) {
      throw new MalformedResponse(`its head is longer than ${HEAD_LIMIT} bytes`);
    }
    if (stop === -1) {
      if (!startsResponse(headBytes, from, to))
        throw new MalformedResponse('it does not begin as one');
      this.#partialHead = Buffer.from(headBytes.subarray(from, to));
      return end;
    }
    this.#partialHead = undefined;
    const next = at + (stop - from - before);
    this.#start(parseHead(headBytes.toString('latin1', from, stop - 4)), bytes, next, end);
    return next;
  }

  /** Starts the response of a head that ends at `at`, in a read that ends at `end`. */
  #start(parsed: ParsedHead, bytes: Buffer, at: number, end: number): void {
    const { framing, head } = parsed;
    if (this.#closes) throw new MalformedResponse('it follows one that closed the connection');
    this.#closes = !parsed.keepAlive;
    if (head.status === 101) throw new MalformedResponse('it switches to another protocol');
    if (head.status < 200) return this.#countInterim();
    this.#interim = 0;
    this.#listener.head(parsed);
    if (framing.kind === 'chunked') {
      this.#state = 'chunked';
      this.#chunked = new ChunkedBody((content) => this.#listener.body(content));
    } else if (framing.kind === 'until-close') {
      this.#state = 'until-close';
    } else if (framing.length === 0) {
      this.#finish(bytes, at, end);
    } else {
      this.#state = 'length';
      this.#left = framing.length;
    }
  }

  #countInterim(): void {
    this.#interim += 1;
    if (this.#interim > INTERIM_LIMIT) {
      throw new MalformedResponse(`more than ${INTERIM_LIMIT} interim ones came before it`);
    }
  }

  #readBody(bytes: Buffer, at: number, end: number): number {
    if (this.#state === 'chunked' && this.#chunked !== undefined) {
      const stop = this.#chunked.read(bytes, at, end);
      if (this.#chunked.isDone) this.#finish(bytes, stop, end);
      return stop;
    }
    if (this.#state === 'until-close') {
      this.#listener.body(bytes.subarray(at, end));
      return end;
    }
    const stop = Math.min(end, at + this.#left);
    this.#left -= stop - at;
    this.#listener.body(bytes.subarray(at, stop));
    if (this.#left === 0) this.#finish(bytes, stop, end);
    return stop;
  }

  /** Ends the response at `at`, in a read that ends at `end`. */
  #finish(bytes: Buffer, at: number, end: number): void {
    this.#state = 'head';
    const rest = skipLineEnds(bytes, at, end);
    if (rest < end && (this.#closes || !startsResponse(bytes, rest, end))) {
      throw new MalformedResponse('more bytes follow than it announced');
    }
    this.#ended = true;
    this.#listener.end();
  }
}

/** Returns the end of the empty line that ends a head; -1 if it is not there yet. */
function headEnd(bytes: Buffer, from: number, to: number): number {
  for (let at = from + 3; at < to; at++) {
    if (bytes[at] === LF && bytes[at - 1] === CR && bytes[at - 2] === LF && bytes[at - 3] === CR) {
      return at + 1;
    }
  }
  return -1;
}

/** Skips empty lines before a message, which old servers write (RFC 9112, 2.2). */
function skipLineEnds(bytes: Buffer, from: number, to: number): number {
  let at = from;
  while (at < to && (bytes[at] === CR || bytes[at] === LF)) at += 1;
  return at;
}

/** Returns whether the bytes so far can be the start of a response. */
function startsResponse(bytes: Buffer, from: number, to: number): boolean {
  return RESPONSE_START.startsWith(
    bytes.toString('latin1', from, Math.min(to, from + RESPONSE_START.length)),
  );
}
