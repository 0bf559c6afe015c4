import { countAt, jsonPath, textAt } from '../json-path.ts';
import type { Piece } from '../piece.ts';
import { withoutCachedInput } from './cached-input.ts';
import type { Dialect } from './dialect.ts';
import { readErrorEvent } from './error-event.ts';

const message = textAt('choices.0.message.content');
const messageThere = jsonPath('choices.0.message');
const completion = textAt('choices.0.text');
const delta = textAt('choices.0.delta.content');
const thought = textAt('choices.0.delta.reasoning_content');
const otherThought = textAt('choices.0.delta.reasoning');
const finishReason = textAt('choices.0.finish_reason');
const promptTokens = countAt('usage.prompt_tokens');
const completionTokens = countAt('usage.completion_tokens');
const cachedTokens = countAt('usage.prompt_tokens_details.cached_tokens');
const reasoningTokens = countAt('usage.completion_tokens_details.reasoning_tokens');
const model = textAt('model');
const tier = textAt('service_tier');

/**
 * The dialect of OpenAI chat completions, which vLLM and most newer models speak too.
 *
 * `prompt_tokens` include cached ones; here `input` leaves them out.
 */
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
    tokens: withoutCachedInput({
      input: promptTokens(json),
      output: completionTokens(json),
      cacheRead: cachedTokens(json),
      reasoning: reasoningTokens(json),
    }),
    server: { model: model(json), tier: tier(json) },
  };
}
