import type { Service } from '../scenario/target-spec.ts';
import { decodeSseAnswer, decodeWhole } from './answer-decoder.ts';
import { compileBody } from './body-template.ts';
import type { Decoder } from './decoder.ts';
import type { Dialect } from './dialect/dialect.ts';
import { readErrorEvent } from './dialect/error-event.ts';
import { jsonHeaders } from './json-headers.ts';
import { countAt, jsonPath } from './json-path.ts';
import type { Emit, Piece } from './piece.ts';
import { createReception } from './reception.ts';
import { serviceUrl } from './service-url.ts';
import type { Target } from './target.ts';
import type { Transport } from './transport.ts';
import { Unreadable } from './unreadable.ts';
import type { Wiring } from './wiring.ts';

/** An Http is the `ask` of any HTTP API that takes JSON and answers JSON, or events of JSON. */
export type Http = Target['ask'];

type HttpService = Extract<Service, { kind: 'http' }>;

export function createHttp(service: HttpService, wiring: Wiring, transport: Transport): Http {
  const { origin, path } = serviceUrl(service.url, wiring);
  const headers = jsonHeaders(service);
  const bodyOf = compileBody(service.body);
  const read = readerOf(service);
  const dialect: Dialect = {
    body: () => ({}),
    answer: read,
    piece(json) {
      const failure = readErrorEvent(json);
      return failure === undefined ? read(json) : { failure };
    },
  };

  return async (query, call) => {
    const reception = createReception((_, emit) =>
      service.stream ? decodeStream(dialect, service, emit) : decodeWhole(dialect, false, emit),
    );
    const request = { origin, path, headers, body: JSON.stringify(bodyOf(query)) };
    return reception.reply(await transport.exchange(request, call, reception.receiver));
  };
}

function readerOf({ answer, usage }: HttpService): (json: unknown) => Piece {
  const text = jsonPath(answer);
  const input = usage.input === undefined ? () => undefined : countAt(usage.input);
  const output = usage.output === undefined ? () => undefined : countAt(usage.output);
  return (json) => {
    const value = text(json);
    return {
      text: typeof value === 'string' || value === undefined ? value : JSON.stringify(value),
      tokens: { input: input(json), output: output(json) },
    };
  };
}

/**
 * Decodes the events of an API that has told us of no end marker. Where the scenario says where the
 * output tokens are counted, that event is the marker, as APIs count when they are done; elsewhere
 * a clean end has to do.
 */
function decodeStream(dialect: Dialect, { usage }: HttpService, emit: Emit): Decoder {
  let answered = false;
  let failed = false;
  let start = '';
  const events = decodeSseAnswer(dialect, false, (piece) => {
    answered ||= piece.text !== undefined;
    failed ||= piece.failure !== undefined;
    emit(piece.tokens?.output === undefined ? piece : { ...piece, done: true });
  });
  return {
    read(bytes) {
      if (!answered && start.length < 200) start += bytes.toString('utf8');
      events.read(bytes);
    },
    end() {
      events.end();
      if (failed) return;
      if (!answered) {
        const shown = start.slice(0, 200);
        throw new Unreadable('UnreadableAnswer', `No event holds a piece of answer: ${shown}`);
      }
      if (usage.output === undefined) emit({ done: true });
    },
  };
}
