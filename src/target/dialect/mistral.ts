import type { Delta } from '../delta/delta.ts';
import { textAt } from '../json/field-path.ts';
import { transcriptOf } from '../prompt/transcript.ts';
import type { Dialect } from './dialect.ts';
import { MISTRAL_REASONS, readEnding } from './finish-reason.ts';

const text = textAt('outputs.0.text');
const stopReason = textAt('outputs.0.stop_reason');

/** The dialect of Mistral's text completion: instructions in brackets, no token counts. */
export const mistral: Dialect = {
  body(query) {
    const { system, turns } = transcriptOf(query);
    const framed = turns.map((turn, index) => {
      if (turn.role === 'assistant') return ` ${turn.text}</s>`;
      const instructed = index === 0 && system !== undefined ? `${system}\n\n` : '';
      return `[INST] ${instructed}${turn.text} [/INST]`;
    });
    return {
      prompt: `<s>${framed.join('')}`,
      max_tokens: query.maxTokens,
      ...(query.temperature === undefined ? {} : { temperature: query.temperature }),
      ...(query.topP === undefined ? {} : { top_p: query.topP }),
      ...(query.stopSequences === undefined ? {} : { stop: query.stopSequences }),
    };
  },
  answer: read,
  delta: read,
};

function read(json: unknown): Delta {
  return { text: text(json), ...readEnding(MISTRAL_REASONS, stopReason(json)) };
}
