import type { Query } from '../../dataset/query/query.ts';
import { writeJson } from '../../dataset/rows/numeral.ts';
import { isObject } from '../../json/json-object.ts';
import { Problem } from '../../problem/problem.ts';
import type { RequestShape } from '../../scenario/target/base-schema.ts';
import { mergePatch } from '../../scenario/target/request-shape.ts';
import { decodeSseAnswer, decodeWhole } from '../decode/answer-decoder.ts';
import { readEventDelta } from '../decode/event-delta.ts';
import type { Decoder } from '../delta/decoder.ts';
import type { Emit, Delta } from '../delta/delta.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { DecodeError } from '../errors/decode-error.ts';
import { previewJson, previewText } from '../errors/redacted-preview.ts';
import { fieldPath } from '../json/field-path.ts';
import { namedCounts } from '../usage/named-counts.ts';
import { compileBody } from './body-template.ts';
import { compileStreamEnd, type StreamEnd } from './stream-end.ts';

/** A custom API as a scenario describes it: what to send, and where the answer is. */
export interface JsonApi {
  bodyOf(query: Query): string;
  /**
   * Reads a response: one JSON value, or server-sent events of JSON. `framed` is false if the body
   * ends with the connection; then a truncated body looks complete.
   */
  decode(emit: Emit, framed?: boolean): Decoder;
  /** Reads one message or event of a stream. */
  delta(json: unknown): Delta;
}

export interface ApiDescription extends Pick<RequestShape, 'request'> {
  readonly body: unknown;
  readonly answer: string;
  readonly usage: { readonly input?: string; readonly output?: string };
  /** Path of the member that marks the last event of a stream. */
  readonly done?: string;
  readonly stream: boolean;
}

/** Throws a Problem if the body is not a valid template. */
export function createJsonApi(description: ApiDescription): JsonApi {
  const fill = compileBody(patched(description));
  const read = readerOf(description);
  const endOf = compileStreamEnd(description.done);
  const dialect: Dialect = {
    unreasoned: true,
    body: () => ({}),
    answer: (json) => ({ ...read(json), ...endOf(json).ending }),
    delta: (json) => ({ ...read(json), ...endOf(json).ending }),
  };
  return {
    bodyOf: (query) => writeJson(fill(query)),
    decode: (emit, framed = true) =>
      description.stream
        ? decodeStream(dialect, { ...description, endOf, framed }, emit)
        : decodeWhole(dialect, false, emit),
    delta: (json) => readEventDelta(dialect, json, false),
  };
}

/** Merges `request` into the body; its strings are templates too. */
function patched({ body, request }: ApiDescription): unknown {
  if (request === undefined) return body;
  if (isObject(body)) return mergePatch(body, request);
  throw new Problem('request is merged into a body that is no object.', {
    remedy: 'Write it into body, which is the whole of what is sent.',
  });
}

function readerOf({ answer, usage }: ApiDescription): (json: unknown) => Delta {
  const text = fieldPath(answer);
  const counts = namedCounts(usage);
  return (json) => {
    const value = text(json);
    return {
      text: typeof value === 'string' || value === undefined ? value : JSON.stringify(value),
      tokens: counts(json),
    };
  };
}

/** Characters kept of a body in which no event was found. */
const PREVIEW_LENGTH = 4096;

/**
 * Decodes the events of an API. The scenario's `done` marks the last event, or else a member that
 * APIs are known to end with. Without either, token counts that came once, after the text, mark the
 * end, since APIs count when they are done; if the scenario names no counts, the body must be
 * complete.
 */
function decodeStream(
  dialect: Dialect,
  {
    usage,
    done,
    endOf,
    framed,
  }: ApiDescription & { readonly endOf: (json: unknown) => StreamEnd; readonly framed: boolean },
  emit: Emit,
): Decoder {
  const counts = countsAsEnd();
  let answered = false;
  let settled = false;
  let promised = false;
  let first: unknown;
  let start = '';
  const observed: Dialect = {
    ...dialect,
    delta(json, structured) {
      first ??= json;
      promised ||= endOf(json).promised;
      return dialect.delta(json, structured);
    },
  };
  const events = decodeSseAnswer(observed, false, (delta) => {
    counts.add(delta, answered);
    answered ||= delta.text !== undefined;
    settled ||= delta.failure !== undefined || delta.done === true;
    emit(delta);
  });
  return {
    read(bytes) {
      if (first === undefined && start.length < PREVIEW_LENGTH) start += bytes.toString('utf8');
      events.read(bytes);
    },
    end() {
      events.end();
      if (settled) return;
      if (!answered) {
        const shown = first === undefined ? previewText(start) : previewJson(first);
        throw new DecodeError('UnreadableAnswer', `No event holds a piece of answer: ${shown}`);
      }
      if (done !== undefined || promised) return;
      if (usage.output === undefined)
        return framed ? emit({ done: true }) : emit({ failure: OPEN });
      const kind = counts.kind();
      if (kind === 'end') emit({ done: true });
      else if (kind === 'totals') emit({ failure: TOTALS });
    },
  };
}

const OPEN = {
  name: 'CutStream',
  message:
    'The connection was closed behind the last event: nothing says that it was the last. Name by `done` what only the last event has.',
};

const TOTALS = {
  name: 'CutStream',
  message:
    'Token counts came in more than one event, or beside the text, so that they end nothing. Name by `done` what only the last event has.',
};

/** Tells final token counts from running totals, which come in several events or beside text. */
function countsAsEnd() {
  let counted = 0;
  let totals = false;
  return {
    /** `answered` is whether text came before this delta. */
    add({ text = '', tokens }: Delta, answered: boolean): void {
      if (text !== '' && counted > 0) totals = true;
      if (tokens?.output === undefined) return;
      counted += 1;
      if (text !== '' || !answered || counted > 1) totals = true;
    },
    kind: (): 'end' | 'totals' | 'nothing' =>
      counted === 0 ? 'nothing' : totals ? 'totals' : 'end',
  };
}
