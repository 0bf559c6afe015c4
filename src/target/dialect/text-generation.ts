import type { TokenUsage, Delta } from '../delta/delta.ts';
import { readErrorEvent } from '../errors/error-event.ts';
import { countAt, fieldPath, textAt } from '../json/field-path.ts';
import { plainText, transcriptOf } from '../prompt/transcript.ts';
import type { Dialect } from './dialect.ts';
import { type Ending, readEnding, TEXT_GENERATION_REASONS } from './finish-reason.ts';

const generated = textAt('generated_text');
const tokenThere = fieldPath('token');
const tokenText = textAt('token.text');
const special = fieldPath('token.special');
const specialToken = fieldPath('token.special_token');
const details = fieldPath('details');
const finishReason = textAt('details.finish_reason');
const outputTokens = countAt('details.generated_tokens');
const inputTokens = countAt('details.input_length');

/**
 * The dialect of TGI, and of LMI (DJL Serving) with its default schema.
 *
 * LMI reports an error in the middle of a stream by the finish reason `error`, under HTTP 200.
 */
export const textGeneration: Dialect = {
  body(query) {
    const { temperature } = query;
    // Both refuse a temperature of zero; not sampling means the same.
    const sampling =
      temperature === undefined
        ? {}
        : temperature > 0
          ? { do_sample: true, temperature }
          : { do_sample: false };
    return {
      inputs: plainText(transcriptOf(query)),
      parameters: {
        max_new_tokens: query.maxTokens,
        ...sampling,
        ...(query.topP === undefined ? {} : { top_p: query.topP }),
        ...(query.stopSequences === undefined ? {} : { stop: query.stopSequences }),
        details: true,
        return_full_text: false,
      },
    };
  },
  answer(json) {
    const answer: unknown = Array.isArray(json) ? json[0] : json;
    return { text: generated(answer), ...ending(answer) };
  },
  isWhole: (json) =>
    Array.isArray(json) || (generated(json) !== undefined && tokenThere(json) === undefined),
  delta(json) {
    const hidden = special(json) === true || specialToken(json) === true;
    const failure = readErrorEvent(json);
    return {
      text: hidden ? undefined : tokenText(json),
      repeated: generated(json),
      ...(failure === undefined ? ending(json) : { failure }),
    };
  },
};

/**
 * Reads the ending; the last event repeats the whole text, which is the end marker if no details
 * were given.
 */
function ending(json: unknown): Ending & Pick<Delta, 'tokens'> {
  const reason = finishReason(json);
  const tokens: TokenUsage = { input: inputTokens(json), output: outputTokens(json) };
  const read = readEnding(TEXT_GENERATION_REASONS, reason);
  if (read.done === true || read.failure !== undefined) return { ...read, tokens };
  return { ...read, done: details(json) === undefined && generated(json) !== undefined, tokens };
}
