import type { Query } from '../dataset/query.ts';
import { decodeSseAnswer, decodeWhole } from './answer-decoder.ts';
import { compileBody } from './body-template.ts';
import type { Decoder } from './decoder.ts';
import type { Dialect } from './dialect/dialect.ts';
import { readErrorEvent } from './dialect/error-event.ts';
import { jsonPath } from './json-path.ts';
import { glimpse, glimpseOfText } from './glimpse.ts';
import type { Emit, Piece } from './piece.ts';
import { Unreadable } from './unreadable.ts';
import { namedCounts } from './usage/named-counts.ts';

/** A CustomApi is an API of one's own, as a scenario describes it: what to send, where the answer is. */
export interface CustomApi {
  bodyOf(query: Query): string;
  /** Reads what comes back: one JSON value, or server-sent events of JSON. */
  decode(emit: Emit): Decoder;
  /** Reads one message or event of a stream. */
  piece(json: unknown): Piece;
}

export interface ApiDescription {
  readonly body: unknown;
  readonly answer: string;
  readonly usage: { readonly input?: string; readonly output?: string };
  readonly stream: boolean;
}

/** Throws a Problem where the body is no template. */
export function createCustomApi(description: ApiDescription): CustomApi {
  const fill = compileBody(description.body);
  const read = readerOf(description);
  const dialect: Dialect = {
    body: () => ({}),
    answer: read,
    piece(json) {
      const failure = readErrorEvent(json);
      return failure === undefined ? read(json) : { failure };
    },
  };
  return {
    bodyOf: (query) => JSON.stringify(fill(query)),
    decode: (emit) =>
      description.stream
        ? decodeStream(dialect, description, emit)
        : decodeWhole(dialect, false, emit),
    piece: (json) => dialect.piece(json, false),
  };
}

function readerOf({ answer, usage }: ApiDescription): (json: unknown) => Piece {
  const text = jsonPath(answer);
  const counts = namedCounts(usage);
  return (json) => {
    const value = text(json);
    return {
      text: typeof value === 'string' || value === undefined ? value : JSON.stringify(value),
      tokens: counts(json),
    };
  };
}

/** As much as is kept of what may be no stream of events at all. */
const START = 4096;

/**
 * Decodes the events of an API that has told us of no end marker. Where the scenario says where the
 * output tokens are counted, that event is the marker, as APIs count when they are done; elsewhere
 * a clean end has to do.
 */
function decodeStream(dialect: Dialect, { usage }: ApiDescription, emit: Emit): Decoder {
  let answered = false;
  let failed = false;
  let first: unknown;
  let start = '';
  const noting: Dialect = {
    ...dialect,
    piece(json, structured) {
      first ??= json;
      return dialect.piece(json, structured);
    },
  };
  const events = decodeSseAnswer(noting, false, (piece) => {
    answered ||= piece.text !== undefined;
    failed ||= piece.failure !== undefined;
    emit(piece.tokens?.output === undefined ? piece : { ...piece, done: true });
  });
  return {
    read(bytes) {
      if (first === undefined && start.length < START) start += bytes.toString('utf8');
      events.read(bytes);
    },
    end() {
      events.end();
      if (failed) return;
      if (!answered) {
        const shown = first === undefined ? glimpseOfText(start) : glimpse(first);
        throw new Unreadable('UnreadableAnswer', `No event holds a piece of answer: ${shown}`);
      }
      if (usage.output === undefined) emit({ done: true });
    },
  };
}
