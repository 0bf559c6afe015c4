import { jsonPath, textAt } from '../json-path.ts';
import type { Piece } from '../piece.ts';
import { readUsage } from '../usage/read-usage.ts';
import type { Dialect } from './dialect.ts';
import { readErrorEvent } from './error-event.ts';

const message = textAt('choices.0.message.content');
const messageThere = jsonPath('choices.0.message');
const completion = textAt('choices.0.text');
const delta = textAt('choices.0.delta.content');
const thought = textAt('choices.0.delta.reasoning_content');
const otherThought = textAt('choices.0.delta.reasoning');
const finishReason = textAt('choices.0.finish_reason');
const usage = jsonPath('usage');
// Groq's streams, and Moonshot's.
const otherUsage = jsonPath('x_groq.usage');
const choiceUsage = jsonPath('choices.0.usage');
const model = textAt('model');
const tier = textAt('service_tier');

/** The dialect of OpenAI chat completions, which vLLM and most newer models speak too. */
export const chat: Dialect = {
  body: ({ system, messages, maxTokens, temperature, output }) => ({
    messages: [
      ...(system === undefined ? [] : [{ role: 'system', content: system }]),
      ...messages.map(({ role, text }) => ({ role, content: text })),
    ],
    max_tokens: maxTokens,
    ...(temperature === undefined ? {} : { temperature }),
    ...(output === undefined
      ? {}
      : {
          response_format: {
            type: 'json_schema',
            json_schema: {
              name: output.name,
              description: output.description,
              schema: output.schema,
            },
          },
        }),
  }),
  answer: (json) => ({
    // A message whose content is null thought until its tokens ran out: an answer, an empty one.
    text: message(json) ?? completion(json) ?? (messageThere(json) === undefined ? undefined : ''),
    stopReason: finishReason(json),
    ...notes(json),
  }),
  piece(json) {
    const failure = readErrorEvent(json);
    if (failure !== undefined) return { failure };
    const stop = finishReason(json);
    return {
      text: delta(json) ?? completion(json),
      reasoning: thought(json) ?? otherThought(json),
      stopReason: stop,
      done: stop !== undefined,
      ...notes(json),
    };
  },
};

function notes(json: unknown): Pick<Piece, 'tokens' | 'server'> {
  return {
    tokens: readUsage(usage(json) ?? otherUsage(json) ?? choiceUsage(json), 'chat'),
    server: { model: model(json), tier: tier(json) },
  };
}
