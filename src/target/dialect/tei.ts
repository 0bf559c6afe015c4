import { countAt } from '../json/field-path.ts';
import { questionOf } from '../prompt/transcript.ts';
import type { Dialect } from './dialect.ts';
import { embedded, neverStreams } from './embedding.ts';
import { ranking } from './rerank.ts';

const index = countAt('index');
const score = countAt('score');

/** The dialect of Text Embeddings Inference: one vector for each text, and no token counts. */
export const tei: Dialect = {
  whole: true,
  unreasoned: true,
  body: (query) => ({ inputs: questionOf(query) }),
  answer(json) {
    const first: unknown = Array.isArray(json) ? json[0] : undefined;
    return embedded(Array.isArray(first) ? first : [], undefined);
  },
  delta: neverStreams,
};

/**
 * The dialect of a reranking model in Text Embeddings Inference: a query's passages, best first.
 */
export const teiRerank: Dialect = {
  whole: true,
  unreasoned: true,
  body: (query) => ({ query: questionOf(query), texts: query.context }),
  answer: (json) => (Array.isArray(json) ? ranking(json, index, score) : {}),
  delta: neverStreams,
};
