import type { ModelReply, Timing } from '../answer/model-reply.ts';
import { nothingCached } from '../prompt/cached-input.ts';
import type { WireFormat } from '../stream/wire-format.ts';
import { RECEIVED, SENT, type StampedBytes, stampedBytes } from './stamped-bytes.ts';

/**
 * The response to one kind of request, built in advance and stamped at each tick.
 *
 * The text of each token is the instant it was sent; the first token's begins with the instant the
 * request was received. So the answer holds the true times, for any client that keeps it.
 */
export interface PrebuiltResponse {
  /** Returns the bytes of a tick, from 1; a response that does not stream is in the last tick. */
  at(tick: number): StampedBytes | undefined;
}

export interface PrebuiltResponseOptions {
  readonly wireFormat: WireFormat;
  readonly model: string;
  readonly streams: boolean;
  /** Tokens of each answer; at least 2. */
  readonly tokens: number;
  readonly timing: Timing;
}

export function buildResponse(options: PrebuiltResponseOptions): PrebuiltResponse {
  const { wireFormat, streams, tokens, timing } = options;
  const reply: ModelReply = {
    id: 'emulated-metronome',
    model: options.model,
    modelRequest: { system: '', messages: [], maxTokens: tokens, includeUsage: true },
    text: streams ? '' : `${RECEIVED} ${SENT}`,
    inputTokens: 1,
    cached: nothingCached(),
    outputTokens: tokens,
    truncated: false,
    created: 0,
  };
  if (!streams) {
    const last = bodyBytes(JSON.stringify(wireFormat.dialect.body(reply, timing)));
    return { at: (tick) => (tick === tokens ? last : undefined) };
  }
  const { dialect, framing } = wireFormat;
  const encode = (events: ReturnType<typeof dialect.opening>): Buffer =>
    Buffer.concat(events.map((event) => framing.encode(event)));
  const checksum = framing.headers['content-type']?.includes('eventstream') === true;
  const token = (text: string, n: number, before: string | Uint8Array, after: Uint8Array) =>
    aligned((padding) => {
      const piece = dialect.chunk(reply, padding + text, n);
      if (piece === undefined) throw new Error('a calibration server streams each token');
      const event = framing.encode(piece);
      return stampedBytes({
        before: Buffer.concat([Buffer.from(before), chunkSize(event)]),
        event,
        after: Buffer.concat([LINE_END, after]),
        checksum,
      });
    });
  const opening = encode(dialect.opening(reply));
  const head = Buffer.concat([
    okHeadBytes({ ...framing.headers, 'transfer-encoding': 'chunked' }),
    ...(opening.length === 0 ? [] : [chunk(opening)]),
  ]);
  const closing = Buffer.concat([chunk(encode(dialect.closing(reply, timing))), chunk(NOTHING)]);
  const first = token(`${RECEIVED}   ${SENT} `, 1, head, NOTHING);
  const middle = token(`${SENT} `, 2, NOTHING, NOTHING);
  const last = token(`${SENT} `, tokens, NOTHING, closing);
  return { at: (tick) => (tick === 1 ? first : tick === tokens ? last : middle) };
}

const NOTHING = Buffer.alloc(0);
const LINE_END = Buffer.from('\r\n');

/**
 * Tries three paddings: a text is recognisable in base64 only where it starts at a third byte.
 */
function aligned(make: (padding: string) => StampedBytes | undefined): StampedBytes {
  const bytes = make('') ?? make(' ') ?? make('  ');
  if (bytes === undefined) throw new Error('no instant can be found in the event');
  return bytes;
}

function bodyBytes(body: string): StampedBytes {
  const event = Buffer.from(body);
  const before = okHeadBytes({
    'content-type': 'application/json',
    'content-length': String(event.length),
  });
  const bytes = stampedBytes({ before, event, after: NOTHING, checksum: false });
  if (bytes === undefined) throw new Error('no instant can be found in the body');
  return bytes;
}

/** Returns the head of a 200 response. */
export function okHeadBytes(headers: Readonly<Record<string, string>>): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`HTTP/1.1 200 OK\r\n${lines.join('')}\r\n`);
}

function chunk(bytes: Uint8Array): Buffer {
  return Buffer.concat([chunkSize(bytes), bytes, LINE_END]);
}

function chunkSize(bytes: Uint8Array): Buffer {
  return Buffer.from(`${bytes.length.toString(16)}\r\n`);
}
