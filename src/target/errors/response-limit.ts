import { DecodeError } from './decode-error.ts';

const KIB = 1024;
const MIB = 1024 * KIB;

/**
 * Maximum sizes of a response and its parts, bytes, which bound what the client keeps. Real answers
 * are far below; a larger one is a `model_error`, and its connection is closed at once. Sizes are
 * after content decoding, except for `response`, which applies before and after.
 */
export const RESPONSE_LIMIT = {
  /** A whole response, or a stream with all its events. */
  response: 64 * MIB,
  /** A body that is one JSON value: about 200 embeddings of 3,072 numbers. */
  body: 16 * MIB,
  /** A server-sent event, a line of JSON, a WebSocket message. */
  event: 4 * MIB,
  /**
   * A frame of an event stream, and its headers: the limits of AWS's own decoder
   * (aws-c-event-stream).
   */
  frame: 24 * MIB,
  frameHeaders: 128 * KIB,
  /** Text, reasoning, tool calls and citations of an answer, characters. */
  text: 8 * MIB,
  /** Names and values of a response's headers. */
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

/** Returns the DecodeError of a response above a limit. */
export function tooLarge(part: Limited): DecodeError {
  const limit = RESPONSE_LIMIT[part];
  const size = limit < MIB ? `${limit / KIB} KiB` : `${limit / MIB} MiB`;
  return new DecodeError(
    'AnswerTooLarge',
    `${WORDING[part]} ${size}, the most that is read: the connection was closed there.`,
  );
}
