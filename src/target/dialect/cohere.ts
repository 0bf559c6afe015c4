import { countAt, jsonPath, textAt } from '../json-path.ts';
import type { Dialect } from './dialect.ts';
import { transcriptOf } from './transcript.ts';

const eventType = textAt('event_type');
const text = textAt('text');
const stopReason = textAt('finish_reason');
const finished = jsonPath('is_finished');
const inputTokens = countAt('response.meta.billed_units.input_tokens');
const outputTokens = countAt('response.meta.billed_units.output_tokens');

/** The dialect of Cohere Command R and R+. */
export const cohere: Dialect = {
  body(query) {
    const { system, turns } = transcriptOf(query);
    return {
      message: turns.at(-1)?.text ?? '',
      chat_history: turns.slice(0, -1).map((turn) => ({
        role: turn.role === 'user' ? 'USER' : 'CHATBOT',
        message: turn.text,
      })),
      max_tokens: query.maxTokens,
      ...(system === undefined ? {} : { preamble: system }),
      ...(query.temperature === undefined ? {} : { temperature: query.temperature }),
    };
  },
  answer: (json) => ({ text: text(json), stopReason: stopReason(json) }),
  piece: (json) => ({
    // The last event repeats the whole text inside `response`, so only this type is content.
    text: eventType(json) === 'text-generation' ? text(json) : undefined,
    stopReason: stopReason(json),
    done: finished(json) === true,
    tokens: { input: inputTokens(json), output: outputTokens(json) },
  }),
};
