import type { Delta } from '../delta/delta.ts';
import { countAt, textAt } from '../json/field-path.ts';
import { unworded } from '../prompt/media.ts';
import { transcriptOf } from '../prompt/transcript.ts';
import type { Dialect } from './dialect.ts';
import { LLAMA_REASONS, readEnding } from './finish-reason.ts';

const generation = textAt('generation');
const stopReason = textAt('stop_reason');
const promptTokens = countAt('prompt_token_count');
const outputTokens = countAt('generation_token_count');

/** The dialect of Meta Llama 3 and 4: a prompt in Meta's header format, and a plain text answer. */
export const llama: Dialect = {
  body(query) {
    if (query.stopSequences !== undefined) {
      throw unworded('stopSequences', 'the InvokeModel body of Llama', 'Ask by bedrock-converse.');
    }
    const { system, turns } = transcriptOf(query);
    const messages = [
      ...(system === undefined ? [] : [{ role: 'system', text: system }]),
      ...turns,
    ].map(({ role, text }) => `${header(role)}${text}<|eot_id|>`);
    return {
      prompt: `<|begin_of_text|>${messages.join('')}${header('assistant')}`,
      max_gen_len: query.maxTokens,
      ...(query.temperature === undefined ? {} : { temperature: query.temperature }),
      ...(query.topP === undefined ? {} : { top_p: query.topP }),
    };
  },
  answer: read,
  delta: read,
};

function header(role: string): string {
  return `<|start_header_id|>${role}<|end_header_id|>\n\n`;
}

function read(json: unknown): Delta {
  const ending = readEnding(LLAMA_REASONS, stopReason(json));
  return {
    text: generation(json),
    stopReason: ending.stopReason,
    finish: ending.finish,
    done: ending.done,
    failure: ending.failure,
    tokens: { input: promptTokens(json), output: outputTokens(json) },
  };
}
