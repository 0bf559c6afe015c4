import { DecodeError } from './decode-error.ts';

const KIB = 1024;
const MIB = 1024 * KIB;

/**
 * The most, in bytes, that is read of one response and of its parts: what the client keeps of it is
 * bounded by these. Real answers are far below; one that goes beyond is a `model_error`, and its
 * connection is closed at once. Sizes are those after a content coding is undone, but for `response`,
 * which holds before and after.
 */
export const RESPONSE_LIMIT = {
  /** A whole response, a stream with all its events. */
  response: 64 * MIB,
  /** A body that is one JSON value: some 200 embeddings of 3,072 numbers. */
  body: 16 * MIB,
  /** A server-sent event, a line of JSON, a WebSocket message. */
  event: 4 * MIB,
  /** A frame of an event stream and its headers: what AWS's own decoder takes (aws-c-event-stream). */
  frame: 24 * MIB,
  frameHeaders: 128 * KIB,
  /** Text, thinking, tool calls and citations of an answer, in characters. */
  text: 8 * MIB,
  /** The head of a response, names and values of its headers. */
  head: 64 * KIB,
  /** The body of a refusal; less of it is kept. */
  refusal: MIB,
} as const;

type Limited = keyof typeof RESPONSE_LIMIT;

const WORDING: Readonly<Record<Limited, string>> = {
  response: 'The response is longer than',
  body: 'The body of the answer is longer than',
  event: 'An event of the answer is longer than',
  frame: 'A frame of the event stream is longer than',
  frameHeaders: 'The headers of a frame are longer than',
  text: 'The text of the answer is longer than',
  head: 'The head of the response is longer than',
  refusal: 'The body of the refusal is longer than',
};

/** The DecodeError of a response that went beyond a limit. */
export function tooLarge(part: Limited): DecodeError {
  const limit = RESPONSE_LIMIT[part];
  const size = limit < MIB ? `${limit / KIB} KiB` : `${limit / MIB} MiB`;
  return new DecodeError(
    'AnswerTooLarge',
    `${WORDING[part]} ${size}, the most that is read: the connection was closed there.`,
  );
}
