import type { Decoder } from './decoder.ts';
import type { Dialect } from './dialect/dialect.ts';
import { glimpse } from './glimpse.ts';
import { decodeJsonBody } from './json-body.ts';
import { decodeJsonLines } from './json-lines.ts';
import type { Emit } from './piece.ts';
import { decodeSse } from './sse.ts';
import { parseJson, Unreadable } from './unreadable.ts';

/** An AnswerDecoder is a Decoder that knows a dialect: it makes pieces of what it decodes. */
export type AnswerDecoder = (dialect: Dialect, structured: boolean, emit: Emit) => Decoder;

/** Reads a body that is one JSON answer. */
export const decodeWhole: AnswerDecoder = (dialect, structured, emit) =>
  decodeJsonBody(
    () => emit({}),
    (json) => {
      const piece = dialect.answer(json, structured);
      if (piece.text === undefined && piece.failure === undefined) {
        throw new Unreadable(
          'UnreadableAnswer',
          `There is no answer where one belongs: ${glimpse(json)}`,
        );
      }
      emit(piece);
      emit({ done: true });
    },
  );

/** Reads server-sent events of JSON, up to OpenAI's `[DONE]` where there is one. */
export const decodeSseAnswer: AnswerDecoder = (dialect, structured, emit) =>
  decodeSse((data) => {
    emit(data === '[DONE]' ? { done: true } : dialect.piece(parseJson(data), structured));
  });

/** Reads lines of JSON. */
export const decodeLinesAnswer: AnswerDecoder = (dialect, structured, emit) =>
  decodeJsonLines((json) => emit(dialect.piece(json, structured)));
