import { MalformedResponse } from './malformed-response.ts';
import { HEADER } from './response-head.ts';

/** Maximum size of a chunk's extensions, bytes. */
const EXTENSION_LIMIT = 4096;
/** Maximum size of all trailers, bytes. */
const TRAILER_LIMIT = 65_536;
/** Maximum size of a chunk, bytes; a number holds it exactly. */
const CHUNK_LIMIT = 2 ** 52;

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const QUOTED =
  '"(?:[\\t\\x20\\x21\\x23-\\x5b\\x5d-\\x7e\\x80-\\xff]|\\\\[\\t\\x20-\\x7e\\x80-\\xff])*"';
const EXTENSIONS = new RegExp(`^(?:;${TOKEN}(?:=(?:${TOKEN}|${QUOTED})?)?)+$`);
/** A trailer that would state another length than the chunks. */
const LENGTH_LINE = /^content-length:/i;

const CR = 13;
const LF = 10;
const SEMICOLON = 0x3b;

type State =
  | 'size'
  | 'extension'
  | 'size-lf'
  | 'data'
  | 'data-cr'
  | 'data-lf'
  | 'trailer'
  | 'trailer-lf'
  | 'done';

/**
 * Reads one body in chunked transfer coding (RFC 9112, 7.1), from reads cut at any byte.
 *
 * The content is passed on in place; the sizes, line ends and trailers around it are read byte by
 * byte.
 */
export class ChunkedBody {
  readonly #onContent: (bytes: Buffer) => void;
  #state: State = 'size';
  /** The current chunk's size as far as read, then its bytes still to come. */
  #left = 0;
  /** Digits of the current chunk's size. */
  #digits = 0;
  /** The current chunk's extensions, or the current trailer line. */
  #line = '';
  /** Bytes of all trailers. */
  #trailers = 0;

  constructor(onContent: (bytes: Buffer) => void) {
    this.#onContent = onContent;
  }

  /** Whether the last chunk and its trailers were read. */
  get isDone(): boolean {
    return this.#state === 'done';
  }

  /** Reads the bytes from `at` up to `end` or the end of the body; returns where it stopped. */
  read(bytes: Buffer, at: number, end: number): number {
    let next = at;
    while (next < end && this.#state !== 'done') {
      if (this.#state === 'data') {
        next = this.#readContent(bytes, next, end);
      } else {
        this.#readFramingByte(bytes[next] ?? 0);
        next += 1;
      }
    }
    return next;
  }

  #readContent(bytes: Buffer, at: number, end: number): number {
    const stop = Math.min(end, at + this.#left);
    this.#left -= stop - at;
    this.#onContent(bytes.subarray(at, stop));
    if (this.#left === 0) this.#state = 'data-cr';
    return stop;
  }

  #readFramingByte(byte: number): void {
    switch (this.#state) {
      case 'size':
        return this.#readSize(byte);
      case 'extension':
        return this.#readExtension(byte);
      case 'size-lf':
        expectByte(LF, byte);
        return this.#endSize();
      case 'data-cr':
        expectByte(CR, byte);
        this.#state = 'data-lf';
        return;
      case 'data-lf':
        expectByte(LF, byte);
        this.#state = 'size';
        this.#digits = 0;
        return;
      case 'trailer':
        return this.#readTrailer(byte);
      case 'trailer-lf':
        expectByte(LF, byte);
        return this.#endTrailer();
      case 'data':
      case 'done':
        throw new Error(`${this.#state} is not read byte by byte`);
    }
  }

  #readSize(byte: number): void {
    if (this.#digits > 0 && byte === CR) {
      this.#state = 'size-lf';
    } else if (this.#digits > 0 && byte === SEMICOLON) {
      this.#state = 'extension';
      this.#line = ';';
    } else {
      const digit = hexDigit(byte);
      this.#left = this.#left * 16 + digit;
      this.#digits += 1;
      if (digit === -1 || this.#left > CHUNK_LIMIT) throw badChunk();
    }
  }

  #readExtension(byte: number): void {
    if (byte === CR && EXTENSIONS.test(this.#line)) this.#state = 'size-lf';
    else if (byte === CR || this.#line.length >= EXTENSION_LIMIT) throw badChunk();
    else this.#line += String.fromCharCode(byte);
  }

  /** A chunk of size 0 is the last one; trailers follow it. */
  #endSize(): void {
    this.#state = this.#left === 0 ? 'trailer' : 'data';
    this.#line = '';
    this.#trailers = 0;
  }

  #readTrailer(byte: number): void {
    if (byte === CR) this.#state = 'trailer-lf';
    else if (byte === LF || ++this.#trailers > TRAILER_LIMIT) throw badChunk();
    else this.#line += String.fromCharCode(byte);
  }

  /** An empty line ends the body. */
  #endTrailer(): void {
    if (this.#line === '') {
      this.#state = 'done';
      return;
    }
    if (!HEADER.test(this.#line) || LENGTH_LINE.test(this.#line)) throw badChunk();
    this.#state = 'trailer';
    this.#line = '';
  }
}

function expectByte(expected: number, byte: number): void {
  if (byte !== expected) throw badChunk();
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

function badChunk(): MalformedResponse {
  return new MalformedResponse('a chunk of its body is not framed as one');
}
