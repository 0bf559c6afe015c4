import { EventStreamCodec } from '@smithy/core/event-streams';

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes).toString('utf8'),
  (text) => new Uint8Array(Buffer.from(text, 'utf8')),
);

/** Encodes one event-stream frame with AWS's own encoder. */
export function frameBytes(headers: Readonly<Record<string, string>>, body: Uint8Array): Buffer {
  const typed = Object.entries(headers).map(
    ([name, value]) => [name, { type: 'string' as const, value }] as const,
  );
  return Buffer.from(codec.encode({ headers: Object.fromEntries(typed), body }));
}

export function eventBytes(type: string, payload: unknown): Buffer {
  const body = payload instanceof Uint8Array ? payload : Buffer.from(JSON.stringify(payload));
  return frameBytes({ ':message-type': 'event', ':event-type': type }, body);
}

export function exceptionBytes(type: string, payload: unknown): Buffer {
  const headers = { ':message-type': 'exception', ':exception-type': type };
  return frameBytes(headers, Buffer.from(JSON.stringify(payload)));
}
