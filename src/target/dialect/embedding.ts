import type { Query } from '../../dataset/query/query.ts';
import type { Delta } from '../delta/delta.ts';
import { countAt, listAt, textAt } from '../json/field-path.ts';
import { questionOf } from '../prompt/transcript.ts';
import type { Dialect } from './dialect.ts';

const message = textAt('message');
const titanVector = listAt('embedding');
const titanTokens = countAt('inputTextTokenCount');
const cohereVectors = listAt('embeddings');
const cohereFloats = listAt('embeddings.float');

/** The dialect of Amazon Titan Text Embeddings. */
export const titanEmbedding: Dialect = {
  whole: true,
  unreasoned: true,
  body: (query) => ({ inputText: questionOf(query) }),
  answer: (json) => embedded(titanVector(json), titanTokens(json)),
  delta: neverStreams,
};

/**
 * The dialect of Cohere Embed, which answers with one vector for each text; a header has the token
 * count.
 */
export const cohereEmbedding: Dialect = {
  whole: true,
  unreasoned: true,
  body: (query: Query) => ({ texts: [questionOf(query)], input_type: 'search_query' }),
  answer(json) {
    const [first] = [...cohereFloats(json), ...cohereVectors(json)];
    return embedded(Array.isArray(first) ? first : [], undefined);
  },
  delta: neverStreams,
};

/**
 * Returns the delta of an embedding, of which only the vector's length is kept. Only its input is
 * billed, as it has no output tokens.
 */
export function embedded(vector: readonly unknown[], input: number | undefined): Delta {
  return {
    text: vector.length === 0 ? undefined : `${vector.length} dimensions`,
    tokens: { input, output: 0 },
  };
}

export function neverStreams(json: unknown): Delta {
  return { failure: { name: 'UnreadableAnswer', message: message(json) ?? 'It does not stream.' } };
}
