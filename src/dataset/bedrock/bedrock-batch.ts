import type { Row } from '../rows/row.ts';
import { readAnswerBody, readRequestBody } from './bedrock-body.ts';

/** A BedrockBatch turns rows of Bedrock batch inference, its input files or its output files, into askable ones. */
type BedrockBatch = (row: Row) => Row;

/** `modelInput` becomes messages, system and maxTokens; an output file's `modelOutput` the reference. */
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
