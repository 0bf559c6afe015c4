import type { Random } from '../../random/random.ts';
import type { StreamEvent } from '../dialect/base/dialect.ts';
import type { ErrorResponse } from '../errors/error-response.ts';
import { eventFrame, exceptionFrame } from './event-frame.ts';

/** Encodes the events of a streamed answer. */
export interface Framing {
  readonly headers: Readonly<Record<string, string>>;
  encode(event: StreamEvent): Uint8Array;
  /** Encodes data that is JSON text already; absent where the framing reads the data's members. */
  readonly encodeJson?: (type: string, json: string) => Uint8Array;
  /** Encodes an error that occurs after the 200 head was sent. */
  exception(error: ErrorResponse): Uint8Array;
}

const EVENT_STREAM = 'application/vnd.amazon.eventstream';

/** Framing of ConverseStream: a frame for each union member, JSON with padding. */
export function converseFraming(random: Random): Framing {
  const encodeJson = (type: string, json: string): Uint8Array =>
    eventFrame(type, `${json.slice(0, -1)},"p":"${padding(random)}"}`);
  return {
    headers: { 'content-type': EVENT_STREAM },
    encode: ({ type, data }) => encodeJson(type, JSON.stringify(asObject(data))),
    encodeJson,
    exception: (error) => exceptionFrame(error.member, { message: error.message }),
  };
}

/** Framing of InvokeModelWithResponseStream: `chunk` frames with the provider's JSON in base64. */
export function chunkFraming(random: Random): Framing {
  const encodeJson = (_: string, json: string): Uint8Array =>
    eventFrame(
      'chunk',
      `{"bytes":"${Buffer.from(json).toString('base64')}","p":"${padding(random)}"}`,
    );
  return {
    headers: { 'content-type': EVENT_STREAM, 'x-amzn-bedrock-content-type': 'application/json' },
    encode: ({ type, data }) => encodeJson(type, JSON.stringify(data)),
    encodeJson,
    exception: (error) => exceptionFrame(error.member, { message: error.message }),
  };
}

/**
 * Framing of InvokeEndpointWithResponseStream: raw bytes in `PayloadPart` frames. Cuts a quarter of
 * the lines into two parts at a random byte, sent together, because AWS does not align parts to
 * lines.
 */
export function partFraming(lines: 'sse' | 'jsonlines', random: Random): Framing {
  const contentType = lines === 'sse' ? 'text/event-stream' : 'application/jsonlines';
  return {
    headers: {
      'content-type': EVENT_STREAM,
      'x-amzn-sagemaker-content-type': contentType,
    },
    encode({ data }) {
      const bytes = lines === 'sse' ? sseEvent(data) : Buffer.from(`${JSON.stringify(data)}\n`);
      if (random() >= CUT_LINES) return part(bytes);
      const cut = 1 + Math.floor(random() * (bytes.length - 1));
      return Buffer.concat([part(bytes.subarray(0, cut)), part(bytes.subarray(cut))]);
    },
    exception: (error) =>
      exceptionFrame('ModelStreamError', {
        Message: error.message,
        ErrorCode: 'StreamBroken',
      }),
  };
}

/** Share of lines that are cut. */
const CUT_LINES = 0.25;

function part(bytes: Uint8Array): Uint8Array {
  return eventFrame('PayloadPart', bytes, 'application/octet-stream');
}

/** Framing of server-sent events without a type: OpenAI and most deployed APIs. */
export const sseFraming: Framing = {
  headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' },
  encode: ({ data }) => sseEvent(data),
  encodeJson: (_, json) => sseLine(json),
  exception: (error) =>
    sseEvent({ error: { message: error.message, type: error.code, code: error.code } }),
};

/**
 * Framing of server-sent events with the type in `event` and in the data: Anthropic, OpenAI
 * Responses.
 */
export const namedSseFraming: Framing = {
  headers: sseFraming.headers,
  encode: ({ data }) => namedEvent(asObject(data)),
  exception: ({ code, message }) =>
    namedEvent({ type: 'error', code, message, error: { type: code, message } }),
};

function namedEvent(data: Readonly<Record<string, unknown>>): Buffer {
  return Buffer.concat([Buffer.from(`event: ${String(data['type'])}\n`), sseEvent(data)]);
}

/** Framing of knowledge bases and agents: a frame for each union member, without padding. */
export const memberFraming: Framing = {
  headers: {
    'content-type': EVENT_STREAM,
    'x-amzn-bedrock-knowledge-base-session-id': 'emulated',
    'x-amzn-bedrock-agent-content-type': 'application/json',
    'x-amz-bedrock-agent-session-id': 'emulated',
  },
  encode: ({ type, data }) => eventFrame(type, json(data)),
  exception: ({ member, message }) => exceptionFrame(member, { message }),
};

/** Framing of Lambda's InvokeWithResponseStream: the function's output in `PayloadChunk` frames. */
export const functionFraming: Framing = {
  headers: { 'content-type': EVENT_STREAM, 'x-amz-executed-version': '$LATEST' },
  encode: ({ type, data }) =>
    type === 'InvokeComplete'
      ? eventFrame(type, json(data))
      : eventFrame('PayloadChunk', sseEvent(data), 'application/octet-stream'),
  exception: ({ code, message }) =>
    eventFrame('InvokeComplete', json({ ErrorCode: code, ErrorDetails: message })),
};

function sseEvent(data: StreamEvent['data']): Buffer {
  return sseLine(typeof data === 'string' ? data : JSON.stringify(data));
}

function sseLine(text: string): Buffer {
  return Buffer.from(`data: ${text}\n\n`);
}

function asObject(data: StreamEvent['data']): Readonly<Record<string, unknown>> {
  return typeof data === 'string' ? { text: data } : data;
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/**
 * Returns 1 to 62 characters: AWS pads events at random, so that sizes do not reveal text lengths.
 */
function padding(random: Random): string {
  return ALPHABET.slice(0, 1 + Math.floor(random() * ALPHABET.length));
}
