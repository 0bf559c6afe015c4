import {
  brotliDecompressSync,
  constants,
  gunzipSync,
  inflateRawSync,
  inflateSync,
} from 'node:zlib';
import { Gunzip, Inflate, Unzlib } from 'fflate';
import type { Decoder } from '../delta/decoder.ts';
import { DecodeError } from '../errors/decode-error.ts';
import { RESPONSE_LIMIT, tooLarge } from '../errors/response-limit.ts';
import type { Head } from '../http/response-head.ts';

/**
 * A ContentCoding undoes how a body was compressed on the way (RFC 9110, 8.4). Every request asks for
 * none; proxies compress all the same.
 *
 * It is undone read by read, in the same call: what an event's bytes tell is stamped when they came.
 * Streams of node:zlib hand over later, and are not used.
 */
type ContentCoding = Decoder;

/** Codings of one body; services apply one. */
const CODINGS = 5;

/** A body that unpacks to more bytes is no answer; it may be made to fill our memory. */
const LARGEST = RESPONSE_LIMIT.response;

/** Puts in front of a decoder whatever undoes the header's codings; throws a DecodeError where one is unknown. */
export function decodeContent(header: string | undefined, decoder: Decoder): ContentCoding {
  if (header === undefined) return decoder;
  const codings = header
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
  if (codings.length > CODINGS) {
    throw new DecodeError(
      'UnreadableAnswer',
      `The body has ${codings.length} content codings, one over the other: at most ${CODINGS} are undone.`,
    );
  }
  // The first was applied first, and so it is undone last.
  return codings.reduce((inner, coding) => undo(coding, inner), decoder);
}

/** The text of a body that is here whole, or as far as it was kept. */
export function readText({ headers }: Head, body: Buffer): string {
  const parts: Buffer[] = [];
  let left: number = RESPONSE_LIMIT.refusal;
  const keep: Decoder = {
    read(bytes) {
      parts.push(Buffer.from(bytes.subarray(0, left)));
      left -= bytes.length;
      if (left < 0) throw tooLarge('refusal');
    },
    end: () => undefined,
  };
  try {
    const decoder = decodeContent(headers['content-encoding'], keep);
    decoder.read(body);
    decoder.end();
  } catch (error) {
    if (parts.length === 0) return error instanceof Error ? error.message : '';
  }
  return Buffer.concat(parts).toString('utf8');
}

function undo(coding: string, decoder: Decoder): Decoder {
  switch (coding) {
    case 'gzip':
    case 'x-gzip':
      return inflate(coding, decoder, () => GZIP);
    case 'deflate':
      return inflate(coding, decoder, (first) => (isZlib(first) ? ZLIB : RAW));
    case 'br':
      return decodeBrotli(decoder);
  }
  throw new DecodeError(
    'UnreadableAnswer',
    `The body has the content-encoding ${coding.slice(0, 40)}, which was not asked for and cannot be read.`,
  );
}

type OnData = (data: Uint8Array) => void;

/** A Format of deflated bytes: what unpacks them read by read, and what tells whether they are whole. */
interface Format {
  readonly open: (onData: OnData) => { push(chunk: Uint8Array, final: boolean): void };
  readonly check: (bytes: Uint8Array, options: { readonly maxOutputLength: number }) => unknown;
}

const GZIP: Format = { open: (onData) => new Gunzip(onData), check: gunzipSync };
const ZLIB: Format = { open: (onData) => new Unzlib(onData), check: inflateSync };
const RAW: Format = { open: (onData) => new Inflate(onData), check: inflateRawSync };

function inflate(coding: string, decoder: Decoder, formatOf: (first: Buffer) => Format): Decoder {
  const hand = handingOver(decoder);
  const reads: Buffer[] = [];
  let format: Format | undefined;
  let inflater: ReturnType<Format['open']> | undefined;
  return {
    read(bytes) {
      // The inflater keeps what it has no use for yet.
      const own = Buffer.from(bytes);
      reads.push(own);
      let next: Buffer = own;
      if (inflater === undefined) {
        next = Buffer.concat(reads);
        if (next.length < 2) return;
        format = formatOf(next);
        inflater = format.open(hand);
      }
      try {
        inflater.push(next, false);
      } catch (error) {
        throw error instanceof DecodeError ? error : broken(coding, false, error);
      }
    },
    end() {
      if (reads.length > 0) {
        try {
          // The inflater does not look whether a body is whole, nor at its checksum.
          (format ?? RAW).check(Buffer.concat(reads), { maxOutputLength: LARGEST });
        } catch (error) {
          throw broken(coding, true, error);
        }
      }
      decoder.end();
    },
  };
}

/** Some servers take `deflate` for the bare format, others for the one with zlib's two bytes in front. */
function isZlib(first: Buffer): boolean {
  const [method = 0, flags = 0] = first;
  return (method & 0x0f) === 8 && ((method << 8) | flags) % 31 === 0;
}

/** Node has no way to go on where it stopped in the same call, so that each read begins anew. */
function decodeBrotli(decoder: Decoder): Decoder {
  const hand = handingOver(decoder);
  const reads: Buffer[] = [];
  let handed = 0;
  const unpack = (finishFlush: number): void => {
    let whole: Buffer;
    try {
      whole = brotliDecompressSync(Buffer.concat(reads), { finishFlush, maxOutputLength: LARGEST });
    } catch (error) {
      if (error instanceof RangeError) throw tooLarge('response');
      throw broken('br', finishFlush === constants.BROTLI_OPERATION_FINISH, error);
    }
    if (whole.length > handed) hand(whole.subarray(handed));
    handed = whole.length;
  };
  return {
    read(bytes) {
      reads.push(Buffer.from(bytes));
      unpack(constants.BROTLI_OPERATION_FLUSH);
    },
    end() {
      if (reads.length > 0) unpack(constants.BROTLI_OPERATION_FINISH);
      decoder.end();
    },
  };
}

function handingOver(decoder: Decoder): OnData {
  let size = 0;
  return (data) => {
    size += data.length;
    if (size > LARGEST) throw tooLarge('response');
    if (data.length > 0) decoder.read(Buffer.from(data.buffer, data.byteOffset, data.length));
  };
}

function broken(coding: string, final: boolean, error: unknown): DecodeError {
  const why = error instanceof Error ? ` (${error.message})` : '';
  return final
    ? new DecodeError('CutStream', `The body's content-encoding ${coding} broke off${why}.`)
    : new DecodeError('CorruptStream', `The body is not of its content-encoding ${coding}${why}.`);
}
