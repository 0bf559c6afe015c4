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
 * Decodes a compressed body (RFC 9110, 8.4). Every request asks for no compression; proxies
 * compress all the same.
 *
 * It decodes each read in the same call, so that an event is timestamped when its bytes came.
 * Streams of node:zlib deliver later, and are not used.
 */
type ContentCoding = Decoder;

/** Maximum number of codings of one body; services apply one. */
const CODING_LIMIT = 5;

/** Maximum decoded size of a body, bytes; a larger one may be made to fill the memory. */
const SIZE_LIMIT = RESPONSE_LIMIT.response;

/**
 * Puts decoders for the header's codings in front of a decoder; throws a DecodeError for an unknown
 * coding.
 */
export function decodeContent(header: string | undefined, decoder: Decoder): ContentCoding {
  if (header === undefined) return decoder;
  const codings = header
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
  if (codings.length > CODING_LIMIT) {
    throw new DecodeError(
      'UnreadableAnswer',
      `The body has ${codings.length} content codings, one over the other: at most ${CODING_LIMIT} are undone.`,
    );
  }
  // The first coding was applied first, so it is undone last.
  return codings.reduce((inner, coding) => undo(coding, inner), decoder);
}

/** Returns the text of a body that is complete, or truncated to what was kept. */
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

/** A deflate format: an incremental inflater, and a check that the bytes are complete. */
interface Format {
  readonly open: (onData: OnData) => { push(chunk: Uint8Array, final: boolean): void };
  readonly check: (bytes: Uint8Array, options: { readonly maxOutputLength: number }) => unknown;
}

const GZIP: Format = { open: (onData) => new Gunzip(onData), check: gunzipSync };
const ZLIB: Format = { open: (onData) => new Unzlib(onData), check: inflateSync };
const RAW: Format = { open: (onData) => new Inflate(onData), check: inflateRawSync };

function inflate(coding: string, decoder: Decoder, formatOf: (first: Buffer) => Format): Decoder {
  const deliver = deliverTo(decoder);
  const reads: Buffer[] = [];
  let format: Format | undefined;
  let inflater: ReturnType<Format['open']> | undefined;
  return {
    read(bytes) {
      // The inflater keeps bytes that it cannot use yet.
      const copy = Buffer.from(bytes);
      reads.push(copy);
      let next: Buffer = copy;
      if (inflater === undefined) {
        next = Buffer.concat(reads);
        if (next.length < 2) return;
        format = formatOf(next);
        inflater = format.open(deliver);
      }
      try {
        inflater.push(next, false);
      } catch (error) {
        throw error instanceof DecodeError ? error : codingError(coding, false, error);
      }
    },
    end() {
      if (reads.length > 0) {
        try {
          // The inflater checks neither that a body is complete nor its checksum.
          (format ?? RAW).check(Buffer.concat(reads), { maxOutputLength: SIZE_LIMIT });
        } catch (error) {
          throw codingError(coding, true, error);
        }
      }
      decoder.end();
    },
  };
}

/**
 * Returns whether `deflate` is in zlib's format; some servers send raw deflate, others add zlib's
 * two bytes in front.
 */
function isZlib(first: Buffer): boolean {
  const [method = 0, flags = 0] = first;
  return (method & 0x0f) === 8 && ((method << 8) | flags) % 31 === 0;
}

/**
 * Decodes brotli from the start on each read, because Node cannot continue synchronously where it
 * stopped.
 */
function decodeBrotli(decoder: Decoder): Decoder {
  const deliver = deliverTo(decoder);
  const reads: Buffer[] = [];
  let delivered = 0;
  const unpack = (finishFlush: number): void => {
    let unpacked: Buffer;
    try {
      unpacked = brotliDecompressSync(Buffer.concat(reads), {
        finishFlush,
        maxOutputLength: SIZE_LIMIT,
      });
    } catch (error) {
      if (error instanceof RangeError) throw tooLarge('response');
      throw codingError('br', finishFlush === constants.BROTLI_OPERATION_FINISH, error);
    }
    if (unpacked.length > delivered) deliver(unpacked.subarray(delivered));
    delivered = unpacked.length;
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

function deliverTo(decoder: Decoder): OnData {
  let size = 0;
  return (data) => {
    size += data.length;
    if (size > SIZE_LIMIT) throw tooLarge('response');
    if (data.length > 0) decoder.read(Buffer.from(data.buffer, data.byteOffset, data.length));
  };
}

function codingError(coding: string, final: boolean, error: unknown): DecodeError {
  const why = error instanceof Error ? ` (${error.message})` : '';
  return final
    ? new DecodeError('CutStream', `The body's content-encoding ${coding} broke off${why}.`)
    : new DecodeError('CorruptStream', `The body is not of its content-encoding ${coding}${why}.`);
}
