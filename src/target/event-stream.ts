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

/** Hands over each frame when its last byte is there. Throws on a checksum that does not match. */
export function decodeFrames(onFrame: (frame: Frame) => void): Decoder {
  let rest: Buffer = Buffer.alloc(0);
  return {
    read(bytes) {
      let waiting = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
      while (waiting.length >= PRELUDE) {
        const total = checkedLength(waiting);
        if (waiting.length < total) break;
        const frame = readFrame(waiting.subarray(0, total));
        waiting = waiting.subarray(total);
        onFrame(frame);
      }
      rest = Buffer.from(waiting);
    },
    end() {
      if (rest.length > 0) {
        throw new Unreadable('CutStream', 'The stream ended in the middle of an event.');
      }
    },
  };
}

/** The frame's length in bytes; its own checksum keeps a damaged one from swallowing the stream. */
function checkedLength(bytes: Buffer): number {
  if (crc32(bytes.subarray(0, 8)) !== bytes.readUInt32BE(8)) throw corrupt();
  const total = bytes.readUInt32BE(0);
  if (total < PRELUDE + bytes.readUInt32BE(4) + CHECKSUM) throw corrupt();
  return total;
}

function readFrame(bytes: Buffer): Frame {
  const end = bytes.length - CHECKSUM;
  if (crc32(bytes.subarray(0, end)) !== bytes.readUInt32BE(end)) throw corrupt();
  const payloadAt = PRELUDE + bytes.readUInt32BE(4);
  return {
    headers: readHeaders(bytes.subarray(PRELUDE, payloadAt)),
    payload: bytes.subarray(payloadAt, end),
  };
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
