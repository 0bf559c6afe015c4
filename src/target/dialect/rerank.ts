import type { Delta } from '../delta/delta.ts';
import { countAt, fieldPath, listAt } from '../json/field-path.ts';
import { questionOf } from '../prompt/transcript.ts';
import type { Dialect } from './dialect.ts';

const results = listAt('results');
const resultsMember = fieldPath('results');
const index = countAt('index');
const cohereScore = countAt('relevance_score');

/**
 * The dialect of Cohere Rerank, which Amazon Rerank shares: it ranks a query's passages by
 * relevance.
 *
 * The answer is the passages' numbers with their scores, best first. It is billed by the query, not
 * by the token: the scenario sets the price (`perRequest`).
 */
export const rerank: Dialect = {
  whole: true,
  unreasoned: true,
  body: (query) => ({
    query: questionOf(query),
    documents: query.context,
    top_n: Math.max(1, query.context.length),
    api_version: 2,
  }),
  answer(json) {
    if (!Array.isArray(resultsMember(json))) return {};
    return ranking(results(json), index, cohereScore);
  },
  delta: () => ({}),
};

/** Returns the numbers and scores of ranked passages, one on each line. */
export function ranking(
  ranked: readonly unknown[],
  number: (json: unknown) => number | undefined,
  score: (json: unknown) => number | undefined,
): Delta {
  const lines = ranked.map((each) => `${number(each)}: ${score(each)}`);
  return { text: lines.join('\n'), tokens: { input: 0, output: 0 } };
}
