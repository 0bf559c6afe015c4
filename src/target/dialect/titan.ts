import { countAt, textAt } from '../json/field-path.ts';
import { plainText, transcriptOf } from '../prompt/transcript.ts';
import type { Dialect } from './dialect.ts';
import { readEnding, TITAN_REASONS } from './finish-reason.ts';

const answerText = textAt('results.0.outputText');
const answerStop = textAt('results.0.completionReason');
const answerTokens = countAt('results.0.tokenCount');
const inputTokens = countAt('inputTextTokenCount');
const pieceText = textAt('outputText');
const pieceStop = textAt('completionReason');
const pieceTokens = countAt('totalOutputTextTokenCount');

/** The dialect of Amazon Titan Text. */
export const titan: Dialect = {
  body: (query) => ({
    inputText: plainText(transcriptOf(query)),
    textGenerationConfig: {
      maxTokenCount: query.maxTokens,
      ...(query.temperature === undefined ? {} : { temperature: query.temperature }),
      ...(query.topP === undefined ? {} : { topP: query.topP }),
      ...(query.stopSequences === undefined ? {} : { stopSequences: query.stopSequences }),
    },
  }),
  answer: (json) => ({
    text: answerText(json),
    ...readEnding(TITAN_REASONS, answerStop(json)),
    tokens: { input: inputTokens(json), output: answerTokens(json) },
  }),
  isWhole: (json) => answerText(json) !== undefined,
  delta(json) {
    return {
      text: pieceText(json),
      ...readEnding(TITAN_REASONS, pieceStop(json)),
      tokens: { input: inputTokens(json), output: pieceTokens(json) },
    };
  },
};
