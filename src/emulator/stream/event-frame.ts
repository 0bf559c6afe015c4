import { crc32 } from 'node:zlib';
import { EventStreamCodec } from '@smithy/core/event-streams';

/** Returns an event frame of application/vnd.amazon.eventstream, with AWS's order of headers. */
export function eventFrame(
  type: string,
  body: Uint8Array | string,
  contentType = 'application/json',
): Uint8Array {
  return assemble(headersOf('event', type, contentType), body);
}

/** Returns an exception frame, which ends the stream; the SDK throws it by its structure name. */
export function exceptionFrame(type: string, body: unknown): Uint8Array {
  return assemble(headersOf('exception', type, 'application/json'), JSON.stringify(body));
}

/** Returns a copy of a frame with a wrong checksum: its last byte is inverted. */
export function corrupted(bytes: Uint8Array): Uint8Array {
  const broken = Uint8Array.from(bytes);
  broken[broken.length - 1] = (broken[broken.length - 1] ?? 0) ^ 0xff;
  return broken;
}

/** Bytes of both lengths and their checksum. */
const PRELUDE = 12;
/** Bytes of the message checksum. */
const CHECKSUM = 4;

/**
 * Assembles a frame: total length, headers length, checksum of both; headers; body; checksum of all
 * before it. Integers are big-endian, checksums CRC-32 (AWS event stream encoding).
 *
 * The AWS SDK's codec takes several times as long, mostly for headers that never change.
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

/** Encoded headers, with the prelude's checksum by frame length. */
interface Headers {
  readonly bytes: Uint8Array;
  readonly checksums: Map<number, number>;
}

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes).toString('utf8'),
  (text) => Buffer.from(text, 'utf8'),
);

/**
 * Cached headers by message type, content type and event type; nested, so no key is built per
 * frame.
 */
const headerCache = {
  event: new Map<string, Map<string, Headers>>(),
  exception: new Map<string, Map<string, Headers>>(),
};

/** Returns the headers of a frame type, encoded by the AWS SDK's codec. */
function headersOf(message: keyof typeof headerCache, type: string, contentType: string): Headers {
  let byType = headerCache[message].get(contentType);
  if (byType === undefined) {
    byType = new Map();
    headerCache[message].set(contentType, byType);
  }
  const cached = byType.get(type);
  if (cached !== undefined) return cached;
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
