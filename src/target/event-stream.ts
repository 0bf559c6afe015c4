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
  const headers = createHeaderReader();
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
        onFrame(readFrame(waiting, at, total, headers));
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

function readFrame(
  bytes: Buffer,
  at: number,
  total: number,
  readHeaders: ReturnType<typeof createHeaderReader>,
): Frame {
  const payloadAt = at + PRELUDE + bytes.readUInt32BE(at + 4);
  const end = at + total - CHECKSUM;
  if (payloadAt > end || crc32(bytes.subarray(at, end)) !== bytes.readUInt32BE(end)) {
    throw corrupt();
  }
  return {
    headers: readHeaders(bytes, at + PRELUDE, payloadAt),
    payload: bytes.subarray(payloadAt, end),
  };
}

/** A stream says the same headers with nearly every frame: as long as their bytes are the same, so are they. */
function createHeaderReader(): (bytes: Buffer, from: number, to: number) => Frame['headers'] {
  let last = NOTHING;
  let headers: Frame['headers'] = {};
  return (bytes, from, to) => {
    if (!isSame(last, bytes, from, to)) {
      last = Buffer.from(bytes.subarray(from, to));
      headers = readHeaders(last);
    }
    return headers;
  };
}

/** From the end, where the types of events differ. */
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
