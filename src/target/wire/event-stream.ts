import { crc32 } from 'node:zlib';
import type { Decoder } from '../delta/decoder.ts';
import { DecodeError } from '../errors/decode-error.ts';
import { RESPONSE_LIMIT, tooLarge } from '../errors/response-limit.ts';

/**
 * One message of `application/vnd.amazon.eventstream`:
 *
 *     u32 total | u32 headers | u32 crc of both | headers | payload | u32 crc of all before
 *
 * all big-endian, both checksums CRC-32 of IEEE 802.3 (Amazon event stream specification, Smithy).
 * Of the ten header types only strings are used here; the others are skipped.
 */
export interface Frame {
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: Buffer;
}

const PRELUDE = 12;
const CHECKSUM = 4;
/** Bytes of each header value type, by its number; 6 and 7 carry their own length. */
const WIDTH: readonly (number | undefined)[] = [0, 0, 1, 2, 4, 8, undefined, undefined, 8, 16];
const STRING = 7;

const NOTHING = Buffer.alloc(0);

/**
 * Delivers each frame when its last byte is there; its payload is a view of the bytes read. Throws
 * a DecodeError on a wrong checksum, and on lengths that do not fit each other.
 */
export function decodeFrames(onFrame: (frame: Frame) => void): Decoder {
  const headers = createHeaderReader();
  /** The parts of the current frame: joined once, when enough has arrived to continue. */
  let parts: Buffer[] = [];
  let held = 0;
  let needed = PRELUDE;
  const hold = (bytes: Buffer): void => {
    if (bytes.length === 0) return;
    parts.push(Buffer.from(bytes));
    held += bytes.length;
  };
  const take = (bytes: Buffer): Buffer => {
    const waiting = held === 0 ? bytes : Buffer.concat([...parts, bytes]);
    parts = [];
    held = 0;
    needed = PRELUDE;
    return waiting;
  };
  return {
    read(bytes) {
      if (held + bytes.length < needed) return hold(bytes);
      const waiting = take(bytes);
      let at = 0;
      while (waiting.length - at >= PRELUDE) {
        const total = waiting.readUInt32BE(at);
        if (waiting.length - at < total) {
          checkPrelude(waiting, at);
          needed = total;
          break;
        }
        onFrame(readFrame(waiting, at, total, headers));
        at += total;
      }
      hold(waiting.subarray(at));
    },
    end() {
      if (held > 0) {
        throw new DecodeError('CutStream', 'The stream ended in the middle of an event.');
      }
    },
  };
}

/**
 * Checks the prelude before waiting for a long frame: a damaged length would swallow the stream. A
 * complete frame needs no such check, as its own checksum covers the prelude.
 */
function checkPrelude(bytes: Buffer, at: number): void {
  if (!isPreludeIntact(bytes, at)) throw corrupt();
  if (bytes.readUInt32BE(at) > RESPONSE_LIMIT.frame) throw tooLarge('frame');
}

function isPreludeIntact(bytes: Buffer, at: number): boolean {
  return crc32(bytes.subarray(at, at + 8)) === bytes.readUInt32BE(at + 8);
}

function readFrame(
  bytes: Buffer,
  at: number,
  total: number,
  readHeaders: ReturnType<typeof createHeaderReader>,
): Frame {
  const headersLength = bytes.readUInt32BE(at + 4);
  const payloadAt = at + PRELUDE + headersLength;
  const end = at + total - CHECKSUM;
  if (payloadAt > end) throw isPreludeIntact(bytes, at) ? misstated() : corrupt();
  if (crc32(bytes.subarray(at, end)) !== bytes.readUInt32BE(end)) throw corrupt();
  if (headersLength > RESPONSE_LIMIT.frameHeaders) throw tooLarge('frameHeaders');
  return {
    headers: readHeaders(bytes, at + PRELUDE, payloadAt),
    payload: bytes.subarray(payloadAt, end),
  };
}

/**
 * Caches the headers: a stream sends the same ones with nearly every frame, and equal bytes have
 * equal headers.
 */
function createHeaderReader(): (bytes: Buffer, from: number, to: number) => Frame['headers'] {
  let last = NOTHING;
  let headers: Frame['headers'] = {};
  return (bytes, from, to) => {
    if (!isSame(last, bytes, from, to)) {
      // Not from Buffer's pool: as long as the stream lasts, it would keep 8 KB of other requests.
      last = Buffer.allocUnsafeSlow(to - from);
      bytes.copy(last, 0, from, to);
      headers = readHeaders(last);
    }
    return headers;
  };
}

/** Compares from the end, where the types of events differ. */
function isSame(one: Buffer, other: Buffer, from: number, to: number): boolean {
  if (one.length !== to - from) return false;
  for (let at = one.length - 1; at >= 0; at--) if (one[at] !== other[from + at]) return false;
  return true;
}

function readHeaders(bytes: Buffer): Record<string, string> {
  const headers: Record<string, string> = {};
  let at = 0;
  while (at < bytes.length) {
    const nameEnd = at + 1 + bytes.readUInt8(at);
    const type = bytes[nameEnd] ?? WIDTH.length;
    if (type >= WIDTH.length) throw misstated();
    const width = WIDTH[type];
    const valueAt = nameEnd + (width === undefined ? 3 : 1);
    if (valueAt > bytes.length) throw misstated();
    const valueEnd = valueAt + (width ?? bytes.readUInt16BE(nameEnd + 1));
    if (valueEnd > bytes.length) throw misstated();
    if (type === STRING) {
      headers[bytes.toString('utf8', at + 1, nameEnd)] = bytes.toString('utf8', valueAt, valueEnd);
    }
    at = valueEnd;
  }
  return headers;
}

/** Returns the error for bytes that are undamaged but have impossible lengths or types. */
function misstated(): DecodeError {
  return new DecodeError(
    'UnreadableAnswer',
    'An event of the stream is not framed as one: its lengths or header types do not fit its bytes.',
  );
}

function corrupt(): DecodeError {
  return new DecodeError('CorruptStream', 'The checksum of an event does not match its bytes.');
}
