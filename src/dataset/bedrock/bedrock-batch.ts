import type { Row } from '../rows/row.ts';
import { readAnswerBody, readRequestBody } from './bedrock-body.ts';

/**
 * Converts a row of a Bedrock batch-inference file, input or output, into a row with reserved
 * columns.
 */
type BedrockBatch = (row: Row) => Row;

/**
 * Maps `recordId` to `id`, `modelInput` to messages, system and maxTokens, and an output file's
 * `modelOutput` to `reference`.
 */
export const readBedrockBatch: BedrockBatch = (row) => {
  const { recordId, modelInput, modelOutput, ...others } = row.fields;
  const reference = readAnswerBody(modelOutput);
  return {
    place: row.place,
    fields: {
      ...others,
      ...(typeof recordId === 'string' ? { id: recordId } : {}),
      ...readRequestBody(modelInput, row),
      ...(reference === undefined ? {} : { reference }),
    },
  };
};
