import { countAt, fieldPath, listAt, textAt } from '../json/field-path.ts';
import { transcriptOf } from '../prompt/transcript.ts';
import type { Dialect } from './dialect.ts';
import { COHERE_REASONS, type Ending, readEnding } from './finish-reason.ts';

const eventType = textAt('event_type');
const text = textAt('text');
const stopReason = textAt('finish_reason');
const finished = fieldPath('is_finished');
const wholeText = textAt('response.text');
const toolCalls = listAt('tool_calls');
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
      ...(query.topP === undefined ? {} : { p: query.topP }),
      ...(query.stopSequences === undefined ? {} : { stop_sequences: query.stopSequences }),
    };
  },
  answer: (json) => ({
    text: text(json),
    tool: toolText(json),
    ...readEnding(COHERE_REASONS, stopReason(json)),
  }),
  isWhole: (json) => text(json) !== undefined && eventType(json) === undefined,
  delta: (json) => ({
    // The last event repeats the whole text inside `response`, so only this type is content.
    text: eventType(json) === 'text-generation' ? text(json) : undefined,
    repeated: wholeText(json),
    tool: toolText(json),
    ...ending(json),
    tokens: { input: inputTokens(json), output: outputTokens(json) },
  }),
};

/** Reads the end from the last event, which also gives the reason. */
function ending(json: unknown): Ending {
  const read = readEnding(COHERE_REASONS, stopReason(json));
  return { ...read, done: finished(json) === true && read.failure === undefined };
}

function toolText(json: unknown): string | undefined {
  const calls = toolCalls(json);
  return calls.length === 0 ? undefined : JSON.stringify(calls);
}
