import { jsonPath, listAt, textAt } from '../json-path.ts';
import type { Piece } from '../piece.ts';
import { readUsage } from '../usage/read-usage.ts';
import type { Dialect } from './dialect.ts';
import { readErrorEvent } from './error-event.ts';

const type = textAt('type');
const delta = textAt('delta');
const response = jsonPath('response');
const output = listAt('output');
const outputThere = jsonPath('output');
const content = listAt('content');
const text = textAt('text');
const status = textAt('status');
const why = textAt('incomplete_details.reason');
const usage = jsonPath('usage');
const model = textAt('model');
const tier = textAt('service_tier');
const code = textAt('code');
const message = textAt('message');

/** The dialect of OpenAI's Responses API (OpenAI API reference, "Responses" and "Streaming events"). */
export const responses: Dialect = {
  body: ({ system, messages, maxTokens, temperature, output: wish }) => ({
    input: messages.map(({ role, text: said }) => ({ role, content: said })),
    max_output_tokens: maxTokens,
    // A load test leaves nothing behind on the server.
    store: false,
    ...(system === undefined ? {} : { instructions: system }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(wish === undefined
      ? {}
      : { text: { format: { type: 'json_schema', name: wish.name, schema: wish.schema } } }),
  }),
  answer: readWhole,
  piece(json) {
    switch (type(json) ?? '') {
      case 'response.output_text.delta':
        return { text: delta(json) };
      case 'response.reasoning_text.delta':
      case 'response.reasoning_summary_text.delta':
        return { reasoning: delta(json) };
      case 'response.completed':
      case 'response.incomplete':
      case 'response.failed': {
        // The last event repeats the whole answer, of which only the notes are news.
        const { text: _, ...notes } = readWhole(response(json));
        return { ...notes, done: true };
      }
      case 'error':
        return { failure: { name: code(json) ?? 'error', message: message(json) ?? '' } };
      default: {
        const failure = readErrorEvent(json);
        return failure === undefined ? {} : { failure };
      }
    }
  },
};

function readWhole(json: unknown): Piece {
  const texts = output(json)
    .filter((item) => type(item) === 'message')
    .flatMap((item) => content(item))
    .map(text)
    .filter((said) => said !== undefined);
  const failure = readErrorEvent(json);
  return {
    text: Array.isArray(outputThere(json)) ? texts.join('') : undefined,
    stopReason: why(json) ?? status(json),
    tokens: readUsage(usage(json), 'responses'),
    server: { model: model(json), tier: tier(json) },
    ...(failure === undefined ? {} : { failure }),
  };
}
