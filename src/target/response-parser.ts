import { MalformedResponse } from './malformed-response.ts';
import { parseHead } from './response-head.ts';
import type { ParsedHead } from './response-head.ts';

/**
 * A ResponseParser reads the HTTP/1.1 responses of one connection (RFC 9112), from reads cut
 * anywhere.
 *
 * It scans in place: of a body it hands over views of the bytes it was given, and it copies nothing
 * but a head that came in parts. Interim responses (1xx) and trailers are read and left out.
 */
export interface ResponseParser {
  /**
   * Reads the bytes from `at` up to `end`, but no further than the end of a response. Returns where
   * it stopped. Throws a MalformedResponse; whatever the listener throws passes through.
   */
  read(bytes: Buffer, at: number, end: number): number;
  /** The server will send no more. Returns whether that ended the response, or cut it. */
  close(): boolean;
}

export interface ResponseListener {
  head(head: ParsedHead): void;
  body(bytes: Buffer): void;
  end(): void;
}

/** The longest head, and the longest trailers, in bytes; services write a few hundred. */
const HEAD_LIMIT = 65_536;
/** A chunk's size may bring extensions of so many bytes. */
const EXTENSION_LIMIT = 4096;

/** How every response begins; a server of another protocol is told at once. */
const START = 'HTTP/1.';

const CR = 13;
const LF = 10;

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
  /** The start of a head, when a read ended in the middle of it. */
  let begun: Buffer | undefined;
  /** Bytes to come: of the body, or of the chunk. */
  let left = 0;
  let digits = 0;
  /** Bytes of the extension, of the trailer's line, and of all trailers. */
  let extension = 0;
  let line = 0;
  let trailers = 0;
  let ended = false;

  function finish(): void {
    state = 'head';
    ended = true;
    listener.end();
  }

  function readHead(bytes: Buffer, at: number, end: number): number {
    const before = begun?.length ?? 0;
    const whole = begun === undefined ? bytes : Buffer.concat([begun, bytes.subarray(at, end)]);
    const from = begun === undefined ? at : 0;
    const to = from + before + end - at;
    const stop = headEnd(whole, from, to);
    if ((stop === -1 ? to : stop) - from > HEAD_LIMIT) {
      throw new MalformedResponse(`its head is longer than ${HEAD_LIMIT} bytes`);
    }
    if (stop === -1) {
      const start = whole.toString('latin1', from, Math.min(to, from + START.length));
      if (!START.startsWith(start)) throw new MalformedResponse('it does not begin as one');
      begun = Buffer.from(whole.subarray(from, to));
      return end;
    }
    begun = undefined;
    begin(parseHead(whole.toString('latin1', from, stop - 4)));
    return at + (stop - from - before);
  }

  function begin(parsed: ParsedHead): void {
    const { framing, head } = parsed;
    if (head.status === 101) throw new MalformedResponse('it switches to another protocol');
    if (head.status < 200) return;
    listener.head(parsed);
    if (framing.kind === 'chunked') {
      state = 'size';
      left = 0;
      digits = 0;
    } else if (framing.kind === 'until-close') {
      state = 'until-close';
    } else if (framing.length === 0) {
      finish();
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

  /** One byte of a chunk's size, of the line ends around it, or of the trailers. */
  function readMark(byte: number): void {
    switch (state) {
      case 'size':
        if (digits > 0 && byte === CR) state = 'size-lf';
        else if (digits > 0 && (byte === 0x3b || byte === 0x20 || byte === 0x09)) {
          state = 'extension';
          extension = 0;
        } else readDigit(byte);
        return;
      case 'extension':
        if (byte === CR) state = 'size-lf';
        else if (byte === LF || ++extension > EXTENSION_LIMIT) throw badChunk();
        return;
      case 'size-lf':
        if (byte !== LF) throw badChunk();
        state = left === 0 ? 'trailer' : 'data';
        line = 0;
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
        else line += 1;
        return;
      case 'trailer-lf':
        if (byte !== LF) throw badChunk();
        if (line === 0) return finish();
        state = 'trailer';
        line = 0;
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
    // Thirteen digits are more than a number holds whole.
    if (digit === -1 || ++digits > 12) throw badChunk();
    left = left * 16 + digit;
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
          if (left === 0) finish();
        } else if (state === 'data') {
          at = readContent(bytes, at, end);
          if (left === 0) state = 'data-cr';
        } else if (state === 'until-close') {
          listener.body(bytes.subarray(at, end));
          return end;
        } else {
          readMark(bytes[at] ?? 0);
          at += 1;
        }
      }
      return at;
    },
    close() {
      if (state !== 'until-close') return false;
      finish();
      return true;
    },
  };
}

/** Where the empty line that ends a head ends; -1 where it is not there yet. */
function headEnd(bytes: Buffer, from: number, to: number): number {
  for (let at = from + 3; at < to; at++) {
    if (bytes[at] === LF && bytes[at - 1] === CR && bytes[at - 2] === LF && bytes[at - 3] === CR) {
      return at + 1;
    }
  }
  return -1;
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

function badChunk(): MalformedResponse {
  return new MalformedResponse('a chunk of its body is not framed as one');
}
