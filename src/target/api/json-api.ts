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

/** A JsonApi is an API of one's own, as a scenario describes it: what to send, where the answer is. */
export interface JsonApi {
  bodyOf(query: Query): string;
  /**
   * Reads what comes back: one JSON value, or server-sent events of JSON. `framed` is false where
   * the body's end is the connection's: then a cut body looks like a whole one.
   */
  decode(emit: Emit, framed?: boolean): Decoder;
  /** Reads one message or event of a stream. */
  delta(json: unknown): Delta;
}

export interface ApiDescription extends Pick<RequestShape, 'request'> {
  readonly body: unknown;
  readonly answer: string;
  readonly usage: { readonly input?: string; readonly output?: string };
  /** Where the last event of a stream says that it is the last. */
  readonly done?: string;
  readonly stream: boolean;
}

/** Throws a Problem where the body is no template. */
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

/** The patch's strings are templates, too. */
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

/** As much as is kept of what may be no stream of events at all. */
const START = 4096;

/**
 * Decodes the events of an API. The scenario's `done` says which is the last, or else a member that
 * APIs are known to end by. Where there is neither, counts that came once, behind the text, are the
 * end, as APIs count when they are done; where the scenario names no counts, a whole body has to do.
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
  const noting: Dialect = {
    ...dialect,
    delta(json, structured) {
      first ??= json;
      promised ||= endOf(json).promised;
      return dialect.delta(json, structured);
    },
  };
  const events = decodeSseAnswer(noting, false, (delta) => {
    counts.add(delta, answered);
    answered ||= delta.text !== undefined;
    settled ||= delta.failure !== undefined || delta.done === true;
    emit(delta);
  });
  return {
    read(bytes) {
      if (first === undefined && start.length < START) start += bytes.toString('utf8');
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
      const said = counts.say();
      if (said === 'end') emit({ done: true });
      else if (said === 'totals') emit({ failure: TOTALS });
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

/** Tells counts that end an answer from running totals, which come in many events or beside text. */
function countsAsEnd() {
  let counted = 0;
  let totals = false;
  return {
    /** `answered` is whether text came before the piece. */
    add({ text = '', tokens }: Delta, answered: boolean): void {
      if (text !== '' && counted > 0) totals = true;
      if (tokens?.output === undefined) return;
      counted += 1;
      if (text !== '' || !answered || counted > 1) totals = true;
    },
    say: (): 'end' | 'totals' | 'nothing' =>
      counted === 0 ? 'nothing' : totals ? 'totals' : 'end',
  };
}
