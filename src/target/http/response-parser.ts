import { MalformedResponse } from './malformed-response.ts';
import { HEADER, parseHead } from './response-head.ts';
import type { ParsedHead } from './response-head.ts';

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
export interface ResponseParser {
  /**
   * Reads the bytes from `at` up to `end`, but not beyond the end of a response. Returns where it
   * stopped. Throws a MalformedResponse; errors of the listener pass through.
   */
  read(bytes: Buffer, at: number, end: number): number;
  /** The server will send no more. Returns whether that completed the response or cut it off. */
  close(): boolean;
}

export interface ResponseListener {
  head(head: ParsedHead): void;
  body(bytes: Buffer): void;
  end(): void;
}

/** Maximum size of a head, and of trailers, bytes; services write a few hundred. */
const HEAD_LIMIT = 65_536;
/**
 * Maximum number of interim responses before one; a server may send them for as long as it works.
 */
const INTERIM_LIMIT = 1000;
/** Maximum size of a chunk's extensions, bytes. */
const EXTENSION_LIMIT = 4096;
const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const QUOTED =
  '"(?:[\\t\\x20\\x21\\x23-\\x5b\\x5d-\\x7e\\x80-\\xff]|\\\\[\\t\\x20-\\x7e\\x80-\\xff])*"';
const EXTENSIONS = new RegExp(`^(?:;${TOKEN}(?:=(?:${TOKEN}|${QUOTED})?)?)+$`);
/** A trailer that would state another length than the chunks. */
const LENGTH_LINE = /^content-length:/i;
/** Maximum size of a chunk, bytes; a number holds it exactly. */
const CHUNK_LIMIT = 2 ** 52;

/** Start of every response; detects a server of another protocol at once. */
const RESPONSE_START = 'HTTP/1.';

const CR = 13;
const LF = 10;
const SEMICOLON = 0x3b;
const NOTHING = Buffer.alloc(0);

type State =
  | 'head'
  | 'length'
  | 'until-close'
  | 'size'
  | 'extension'
  | 'size-lf'
  | 'data'
  | 'data-cr'
  | 'data-lf'
  | 'trailer'
  | 'trailer-lf';

export function createResponseParser(listener: ResponseListener): ResponseParser {
  let state: State = 'head';
  /** The start of a head, if a read ended in the middle of it. */
  let partialHead: Buffer | undefined;
  /** Bytes still to come, of the body or of the chunk. */
  let left = 0;
  let digits = 0;
  /** The current chunk extensions or trailer line; and the bytes of all trailers. */
  let line = '';
  let trailers = 0;
  let ended = false;
  /** Interim responses since the last complete response. */
  let interim = 0;
  /** Whether nothing may follow the last response on this connection. */
  let closes = false;

  /** Ends the response at `at`, in a read that ends at `end`. */
  function finish(bytes: Buffer, at: number, end: number): void {
    state = 'head';
    const rest = skipLineEnds(bytes, at, end);
    if (rest < end && (closes || !startsResponse(bytes, rest, end))) {
      throw new MalformedResponse('more bytes follow than it announced');
    }
    ended = true;
    listener.end();
  }

  function readHead(bytes: Buffer, start: number, end: number): number {
    const at = partialHead === undefined ? skipLineEnds(bytes, start, end) : start;
    if (at === end) return end;
    const before = partialHead?.length ?? 0;
    const headBytes =
      partialHead === undefined ? bytes : Buffer.concat([partialHead, bytes.subarray(at, end)]);
    const from = partialHead === undefined ? at : 0;
    const to = from + before + end - at;
    const stop = headEnd(headBytes, from, to);
    if ((stop === -1 ? to : stop) - from > HEAD_LIMIT) {
      throw new MalformedResponse(`its head is longer than ${HEAD_LIMIT} bytes`);
    }
    if (stop === -1) {
      if (!startsResponse(headBytes, from, to))
        throw new MalformedResponse('it does not begin as one');
      partialHead = Buffer.from(headBytes.subarray(from, to));
      return end;
    }
    partialHead = undefined;
    const next = at + (stop - from - before);
    startResponse(parseHead(headBytes.toString('latin1', from, stop - 4)), bytes, next, end);
    return next;
  }

  function startResponse(parsed: ParsedHead, bytes: Buffer, at: number, end: number): void {
    const { framing, head } = parsed;
    if (closes) throw new MalformedResponse('it follows one that closed the connection');
    closes = !parsed.keepAlive;
    if (head.status === 101) throw new MalformedResponse('it switches to another protocol');
    if (head.status < 200) {
      interim += 1;
      if (interim > INTERIM_LIMIT) {
        throw new MalformedResponse(`more than ${INTERIM_LIMIT} interim ones came before it`);
      }
      return;
    }
    interim = 0;
    listener.head(parsed);
    if (framing.kind === 'chunked') {
      state = 'size';
      left = 0;
      digits = 0;
    } else if (framing.kind === 'until-close') {
      state = 'until-close';
    } else if (framing.length === 0) {
      finish(bytes, at, end);
    } else {
      state = 'length';
      left = framing.length;
    }
  }

  function readContent(bytes: Buffer, at: number, end: number): number {
    const stop = Math.min(end, at + left);
    left -= stop - at;
    listener.body(bytes.subarray(at, stop));
    return stop;
  }

  /** Reads the byte at `at` of a chunk's size, of the line ends around it, or of the trailers. */
  function readFramingByte(bytes: Buffer, at: number, end: number): void {
    const byte = bytes[at] ?? 0;
    switch (state) {
      case 'size':
        if (digits > 0 && byte === CR) state = 'size-lf';
        else if (digits > 0 && byte === SEMICOLON) {
          state = 'extension';
          line = ';';
        } else readDigit(byte);
        return;
      case 'extension':
        if (byte === CR && EXTENSIONS.test(line)) state = 'size-lf';
        else if (byte === CR || line.length >= EXTENSION_LIMIT) throw badChunk();
        else line += String.fromCharCode(byte);
        return;
      case 'size-lf':
        if (byte !== LF) throw badChunk();
        state = left === 0 ? 'trailer' : 'data';
        line = '';
        trailers = 0;
        return;
      case 'data-cr':
        if (byte !== CR) throw badChunk();
        state = 'data-lf';
        return;
      case 'data-lf':
        if (byte !== LF) throw badChunk();
        state = 'size';
        digits = 0;
        return;
      case 'trailer':
        if (byte === CR) state = 'trailer-lf';
        else if (byte === LF || ++trailers > HEAD_LIMIT) throw badChunk();
        else line += String.fromCharCode(byte);
        return;
      case 'trailer-lf':
        if (byte !== LF) throw badChunk();
        if (line === '') return finish(bytes, at + 1, end);
        if (!HEADER.test(line) || LENGTH_LINE.test(line)) throw badChunk();
        state = 'trailer';
        line = '';
        return;
      case 'head':
      case 'length':
      case 'until-close':
      case 'data':
        throw new Error(`${state} is not read byte by byte`);
    }
  }

  function readDigit(byte: number): void {
    const digit = hexDigit(byte);
    left = left * 16 + digit;
    digits += 1;
    if (digit === -1 || left > CHUNK_LIMIT) throw badChunk();
  }

  return {
    read(bytes, start, end) {
      let at = start;
      ended = false;
      while (at < end && !ended) {
        if (state === 'head') {
          at = readHead(bytes, at, end);
        } else if (state === 'length') {
          at = readContent(bytes, at, end);
          if (left === 0) finish(bytes, at, end);
        } else if (state === 'data') {
          at = readContent(bytes, at, end);
          if (left === 0) state = 'data-cr';
        } else if (state === 'until-close') {
          listener.body(bytes.subarray(at, end));
          return end;
        } else {
          readFramingByte(bytes, at, end);
          at += 1;
        }
      }
      return at;
    },
    close() {
      if (state !== 'until-close') return false;
      finish(NOTHING, 0, 0);
      return true;
    },
  };
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

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

function badChunk(): MalformedResponse {
  return new MalformedResponse('a chunk of its body is not framed as one');
}
