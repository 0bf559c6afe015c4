import { countAt, jsonPath, textAt } from '../json-path.ts';
import type { Counts, Piece } from '../piece.ts';
import type { Dialect } from './dialect.ts';
import { readErrorEvent } from './error-event.ts';
import { plainText, transcriptOf } from './transcript.ts';

const generated = textAt('generated_text');
const tokenText = textAt('token.text');
const special = jsonPath('token.special');
const specialToken = jsonPath('token.special_token');
const details = jsonPath('details');
const finishReason = textAt('details.finish_reason');
const outputTokens = countAt('details.generated_tokens');
const inputTokens = countAt('details.input_length');

/**
 * The dialect of TGI, and of LMI (DJL Serving) where its default schema is used.
 *
 * LMI tells of an error in the middle of a stream by the finish reason `error`, under HTTP 200.
 */
export const textGeneration: Dialect = {
  body(query) {
    const { temperature } = query;
    // Both refuse a temperature of zero and mean the same by not sampling.
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
        details: true,
        return_full_text: false,
      },
    };
  },
  answer(json) {
    const answer: unknown = Array.isArray(json) ? json[0] : json;
    return { text: generated(answer), ...ending(answer) };
  },
  piece(json) {
    const hidden = special(json) === true || specialToken(json) === true;
    const failure = readErrorEvent(json);
    return {
      text: hidden ? undefined : tokenText(json),
      // The last event repeats the whole text; its presence is the end marker.
      done: generated(json) !== undefined || details(json) !== undefined,
      ...(failure === undefined ? ending(json) : { failure }),
    };
  },
};

function ending(json: unknown): Pick<Piece, 'stopReason' | 'tokens' | 'failure'> {
  const stopReason = finishReason(json);
  const tokens: Counts = { input: inputTokens(json), output: outputTokens(json) };
  if (stopReason !== 'error') return { stopReason, tokens };
  const message = 'The container ended the answer with the finish reason "error".';
  return { stopReason, tokens, failure: { name: 'ModelError', message } };
}
