import { EventStreamCodec } from '@smithy/core/event-streams';

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes).toString('utf8'),
  (text) => Buffer.from(text, 'utf8'),
);

/** An event frame of application/vnd.amazon.eventstream, headers in the order AWS sends them. */
export function eventFrame(
  type: string,
  body: Uint8Array,
  contentType = 'application/json',
): Uint8Array {
  return frame(
    { ':event-type': type, ':content-type': contentType, ':message-type': 'event' },
    body,
  );
}

/** An exception frame: it ends the stream, and the SDK throws it by the type's structure name. */
export function exceptionFrame(type: string, body: unknown): Uint8Array {
  return frame(
    { ':exception-type': type, ':content-type': 'application/json', ':message-type': 'exception' },
    Buffer.from(JSON.stringify(body)),
  );
}

/** The frame with its last byte changed, so that its checksum no longer fits. */
export function corrupted(bytes: Uint8Array): Uint8Array {
  const broken = Uint8Array.from(bytes);
  broken[broken.length - 1] = (broken[broken.length - 1] ?? 0) ^ 0xff;
  return broken;
}

function frame(headers: Readonly<Record<string, string>>, body: Uint8Array): Uint8Array {
  return codec.encode({
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, { type: 'string', value }]),
    ),
    body,
  });
}
