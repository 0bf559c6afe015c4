import { describe, expect, it } from 'vitest';
import { cohereEmbedding, titanEmbedding } from '../../../src/target/dialect/embedding.ts';
import { rerank } from '../../../src/target/dialect/rerank.ts';
import { queryOf } from '../asking.ts';

describe('an embedding', () => {
  it('a Titan embedding is billed by its input only', () => {
    expect(titanEmbedding.body(queryOf('Hi'))).toEqual({ inputText: 'Hi' });
    expect(titanEmbedding.answer({ embedding: [0.1, 0.2], inputTextTokenCount: 3 }, false)).toEqual(
      {
        text: '2 dimensions',
        tokens: { input: 3, output: 0 },
      },
    );
  });

  it.each([
    ['floats', { embeddings: [[0.1, 0.2, 0.3]] }],
    ['floats by their type', { embeddings: { float: [[0.1, 0.2, 0.3]] } }],
  ])('a Cohere embedding is read from %s', (_, json) => {
    expect(cohereEmbedding.body(queryOf('Hi'))).toEqual({
      texts: ['Hi'],
      input_type: 'search_query',
    });
    expect(cohereEmbedding.answer(json, false)).toMatchObject({ text: '3 dimensions' });
  });

  it('a response without a vector is not an answer', () => {
    expect(titanEmbedding.answer({ odd: 1 }, false).text).toBeUndefined();
    expect(cohereEmbedding.answer({ embeddings: [] }, false).text).toBeUndefined();
  });
});

describe('a rerank', () => {
  it("a rerank lists a query's passages best first", () => {
    const query = queryOf('Which?', { context: ['one', 'two'] });
    expect(rerank.body(query)).toEqual({
      query: 'Which?',
      documents: ['one', 'two'],
      top_n: 2,
      api_version: 2,
    });
    const results = [
      { index: 1, relevance_score: 0.9 },
      { index: 0, relevance_score: 0.1 },
    ];
    expect(rerank.answer({ results }, false).text).toBe('1: 0.9\n0: 0.1');
    expect(rerank.answer({ odd: 1 }, false).text).toBeUndefined();
  });
});
