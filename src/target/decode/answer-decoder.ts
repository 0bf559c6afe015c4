import type { Decoder } from '../delta/decoder.ts';
import type { Emit, Delta } from '../delta/delta.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { parseJson, DecodeError } from '../errors/decode-error.ts';
import { describeError, readBareError, readErrorEvent } from '../errors/error-event.ts';
import { previewJson } from '../errors/redacted-preview.ts';
import { decodeJsonBody } from '../wire/json-body.ts';
import { decodeJsonLines, isJson } from '../wire/json-lines.ts';
import { decodeSse } from '../wire/sse.ts';
import { decodeStreamBody } from '../wire/stream-body.ts';
import { readEventDelta } from './event-delta.ts';

/** Creates a Decoder for a dialect, which emits deltas of what it decodes. */
export type AnswerDecoder = (dialect: Dialect, structured: boolean, emit: Emit) => Decoder;

/** Decodes a body that is one JSON answer. */
export const decodeWhole: AnswerDecoder = (dialect, structured, emit) =>
  decodeJsonBody(
    () => emit({}),
    (json) => {
      const delta = readAnswer(dialect, json, structured);
      emit(delta);
      // The body is complete, so any reason to end is the last one, even if unknown.
      if (delta.done === true && delta.failure === undefined) emit({ done: true });
    },
  );

/**
 * Reads a complete answer, which ends where its body does; only its finish reason says that it is
 * not truncated.
 */
function readAnswer(dialect: Dialect, json: unknown, structured: boolean): Delta {
  const delta = dialect.answer(json, structured);
  if (delta.failure !== undefined) return delta;
  const failure = readErrorEvent(json);
  if (failure !== undefined) return { ...delta, done: false, failure };
  if (delta.text === undefined && delta.tool === undefined && (delta.unread ?? 0) === 0) {
    const bare = readBareError(json);
    if (bare !== undefined) return { failure: bare };
    throw new DecodeError(
      'UnreadableAnswer',
      `There is no answer where one belongs: ${previewJson(json)}`,
    );
  }
  if (dialect.unreasoned === true) return { ...delta, done: true };
  return delta.done === true ? delta : { ...delta, failure: NO_REASON };
}

const NO_REASON = {
  name: 'NoFinishReason',
  message: 'The answer came without a finish reason: nothing says whether it is whole.',
};

/**
 * Decodes server-sent events of JSON. OpenAI's `[DONE]` says that no more events follow, not that
 * the answer is complete.
 */
export const decodeSseAnswer: AnswerDecoder = (dialect, structured, emit) =>
  decodeStreamBody(
    decodeSse(({ data, event, unclosed }) => {
      if (/^(error|exception)$/i.test(event ?? '')) {
        return emit({ failure: describeError(isJson(data) ? parseJson(data) : data) });
      }
      // A truncated event is not JSON; a heartbeat may be empty.
      if (data.trim() === '' || (unclosed && !isJson(data))) return;
      emit(data.trim() === '[DONE]' ? {} : readEventDelta(dialect, parseJson(data), structured));
    }),
    emit,
  );

/** Decodes lines of JSON. */
export const decodeLinesAnswer: AnswerDecoder = (dialect, structured, emit) =>
  decodeJsonLines((json) => emit(readEventDelta(dialect, json, structured)));
