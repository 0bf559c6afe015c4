import { crc32 } from 'node:zlib';
import type { Decoder } from './decoder.ts';
import { Unreadable } from './unreadable.ts';

/**
 * A Frame is one message of `application/vnd.amazon.eventstream`:
 *
 *     u32 total | u32 headers | u32 crc of both | headers | payload | u32 crc of all before
 *
 * all big-endian, both checksums CRC-32 of IEEE 802.3 (Amazon event stream specification, Smithy).
 * Of the ten types of header only strings name anything here; the others are passed over.
 */
export interface Frame {
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: Buffer;
}

const PRELUDE = 12;
const CHECKSUM = 4;
/** Bytes of each header value type by its number; 6 and 7 carry their own length. */
const WIDTH: readonly (number | undefined)[] = [0, 0, 1, 2, 4, 8, undefined, undefined, 8, 16];
const STRING = 7;

const NOTHING = Buffer.alloc(0);

/**
 * Hands over each frame when its last byte is there; its payload lies in the bytes that were read.
 * Throws on a checksum that does not match.
 */
export function decodeFrames(onFrame: (frame: Frame) => void): Decoder {
  let rest: Buffer = NOTHING;
  return {
    read(bytes) {
      const waiting = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
      let at = 0;
      while (waiting.length - at >= PRELUDE) {
        const total = waiting.readUInt32BE(at);
        if (waiting.length - at < total) {
          checkPrelude(waiting, at);
          break;
        }
        onFrame(readFrame(waiting, at, total));
        at += total;
      }
      rest = at === waiting.length ? NOTHING : Buffer.from(waiting.subarray(at));
    },
    end() {
      if (rest.length > 0) {
        throw new Unreadable('CutStream', 'The stream ended in the middle of an event.');
      }
    },
  };
}

/**
 * Before the wait for a long frame: a damaged length would swallow the stream. A frame that is here
 * needs no such care, as its own checksum is over the prelude too.
 */
function checkPrelude(bytes: Buffer, at: number): void {
  if (crc32(bytes.subarray(at, at + 8)) !== bytes.readUInt32BE(at + 8)) throw corrupt();
}

function readFrame(bytes: Buffer, at: number, total: number): Frame {
  const payloadAt = at + PRELUDE + bytes.readUInt32BE(at + 4);
  const end = at + total - CHECKSUM;
  if (payloadAt > end || crc32(bytes.subarray(at, end)) !== bytes.readUInt32BE(end)) {
    throw corrupt();
  }
  return {
    headers: knownHeaders(bytes, at + PRELUDE, payloadAt),
    payload: bytes.subarray(payloadAt, end),
  };
}

/** A stream says the same headers with every frame: read once, they are found by their bytes. */
const known = new Map<string, Frame['headers']>();
const KNOWN_LIMIT = 100;

function knownHeaders(bytes: Buffer, from: number, to: number): Frame['headers'] {
  const key = bytes.toString('latin1', from, to);
  const found = known.get(key);
  if (found !== undefined) return found;
  const headers = readHeaders(bytes.subarray(from, to));
  if (known.size < KNOWN_LIMIT) known.set(key, headers);
  return headers;
}

function readHeaders(bytes: Buffer): Record<string, string> {
  const headers: Record<string, string> = {};
  let at = 0;
  while (at < bytes.length) {
    const nameEnd = at + 1 + bytes.readUInt8(at);
    const type = bytes.readUInt8(nameEnd);
    const width = WIDTH[type];
    const valueAt = nameEnd + (width === undefined ? 3 : 1);
    const valueEnd = valueAt + (width ?? bytes.readUInt16BE(nameEnd + 1));
    if (type === STRING) {
      headers[bytes.toString('utf8', at + 1, nameEnd)] = bytes.toString('utf8', valueAt, valueEnd);
    }
    at = valueEnd;
  }
  return headers;
}

function corrupt(): Unreadable {
  return new Unreadable('CorruptStream', 'The checksum of an event does not match its bytes.');
}
