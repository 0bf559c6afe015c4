import { crc32 } from 'node:zlib';
import { EventStreamCodec } from '@smithy/core/event-streams';

/** An event frame of application/vnd.amazon.eventstream, headers in the order AWS sends them. */
export function eventFrame(
  type: string,
  body: Uint8Array | string,
  contentType = 'application/json',
): Uint8Array {
  return assemble(headersOf('event', type, contentType), body);
}

/** An exception frame: it ends the stream, and the SDK throws it by the type's structure name. */
export function exceptionFrame(type: string, body: unknown): Uint8Array {
  return assemble(headersOf('exception', type, 'application/json'), JSON.stringify(body));
}

/** The frame with its last byte changed, so that its checksum no longer fits. */
export function corrupted(bytes: Uint8Array): Uint8Array {
  const broken = Uint8Array.from(bytes);
  broken[broken.length - 1] = (broken[broken.length - 1] ?? 0) ^ 0xff;
  return broken;
}

const PRELUDE = 12;
const CHECKSUM = 4;

/**
 * Length of the whole, length of the headers, checksum of these two; headers; body; checksum of all
 * before it. Big-endian, CRC-32 (AWS event stream encoding). The codec of the AWS SDK does the same
 * in several times the time, most of it spent on headers that never change.
 */
function assemble({ bytes, checksums }: Headers, body: Uint8Array | string): Uint8Array {
  const size = typeof body === 'string' ? Buffer.byteLength(body) : body.length;
  const length = PRELUDE + bytes.length + size + CHECKSUM;
  const frame = Buffer.allocUnsafe(length);
  frame.writeUInt32BE(length, 0);
  frame.writeUInt32BE(bytes.length, 4);
  let checksum = checksums.get(length);
  if (checksum === undefined) {
    checksum = crc32(frame.subarray(0, 8));
    checksums.set(length, checksum);
  }
  frame.writeUInt32BE(checksum, 8);
  frame.set(bytes, PRELUDE);
  if (typeof body === 'string') frame.write(body, PRELUDE + bytes.length);
  else frame.set(body, PRELUDE + bytes.length);
  frame.writeUInt32BE(crc32(frame.subarray(0, length - CHECKSUM)), length - CHECKSUM);
  return frame;
}

/** Headers in bytes, with the prelude's checksum for each length of a frame that begins with them. */
interface Headers {
  readonly bytes: Uint8Array;
  readonly checksums: Map<number, number>;
}

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes).toString('utf8'),
  (text) => Buffer.from(text, 'utf8'),
);

/** Headers made before, by message and content type, and then by type: no key is put together for a frame. */
const made = {
  event: new Map<string, Map<string, Headers>>(),
  exception: new Map<string, Map<string, Headers>>(),
};

/** The headers of a kind of frame, taken from a frame that the SDK's codec made. */
function headersOf(message: keyof typeof made, type: string, contentType: string): Headers {
  let byType = made[message].get(contentType);
  if (byType === undefined) {
    byType = new Map();
    made[message].set(contentType, byType);
  }
  const known = byType.get(type);
  if (known !== undefined) return known;
  const string = (value: string): { type: 'string'; value: string } => ({ type: 'string', value });
  const frame = codec.encode({
    headers: {
      [`:${message}-type`]: string(type),
      ':content-type': string(contentType),
      ':message-type': string(message),
    },
    body: new Uint8Array(),
  });
  const headers = { bytes: frame.subarray(PRELUDE, frame.length - CHECKSUM), checksums: new Map() };
  byType.set(type, headers);
  return headers;
}
