import { describe, expect, it } from 'vitest';
import { quality } from '../../src/judge/quality.ts';
import type { Score } from '../../src/judge/score.ts';
import { wilson } from '../../src/statistics/proportion.ts';
import { judgeError, notJudged, scored } from './sample-answer.ts';

const of = (scores: readonly Score[]) => quality(scores, 'haiku');

function perQuery<T>(
  count: number,
  make: (i: number, fields: { index: number; queryId: string }) => T,
) {
  return Array.from({ length: count }, (_, i) => make(i, { index: i, queryId: `q${i}` }));
}

describe('quality', () => {
  it('quality averages only scored answers and counts the rest separately', () => {
    const scores = [
      ...perQuery(6, (i, fields) => scored(i < 3 ? 1 : 0.5, fields)),
      ...[6, 7].map((index) => judgeError({ index, queryId: `q${index}` })),
      notJudged({ index: 8, queryId: 'q8' }),
    ];
    expect(of(scores).criteria['relevance']).toMatchObject({
      mean: 0.75,
      passRate: 1,
      scored: 6,
      eligible: 8,
      judgeErrors: 2,
      notJudged: 1,
      bounds: { low: 4.5 / 8, high: 6.5 / 8 },
    });
  });

  it('quality uses one target alone', () => {
    const scores = [scored(1), scored(0, { target: 'llama' })];
    expect(of(scores).criteria['relevance']).toMatchObject({ mean: 1, scored: 1 });
  });

  it('quality has an interval about as wide as the scores vary', () => {
    const scores = perQuery(200, (i, fields) => scored(i % 4 === 0 ? 0 : 1, fields));
    const { low = 0, high = 0 } = of(scores).criteria['relevance']?.interval ?? {};
    expect((high - low) / (2 * 1.96 * Math.sqrt((0.75 * 0.25) / 200))).toBeCloseTo(1, 0.9);
  });

  it('quality does not count fifty answers to one query as fifty independent ones', () => {
    const repeated = perQuery(50, (i, fields) =>
      scored(i % 2, { ...fields, queryId: `q${i % 2}` }),
    );
    const { interval } = of(repeated).criteria['relevance'] ?? {};
    // Two queries are two trials, and Student's t on one degree of freedom is very wide.
    expect(interval?.low).toBeLessThan(0.01);
    expect(interval?.high).toBeGreaterThan(0.99);
  });

  it('quality claims no certainty where all answers score alike', () => {
    const perfect = perQuery(20, (_, fields) => scored(1, fields));
    expect(of(perfect).criteria['relevance']?.interval).toEqual(wilson(20, 20));
    expect(of([scored(1)]).criteria['relevance']?.interval).toEqual(wilson(1, 1));
  });

  it('quality omits a criterion without scores', () => {
    expect(of([judgeError(), notJudged({ index: 1 })])).toMatchObject({
      criteria: {},
      account: { asked: 2, scored: 0, failed: 1 },
    });
    expect(of([judgeError()])).not.toHaveProperty('overall');
    expect(of([])).toEqual({ criteria: {} });
  });
});

describe('overall quality', () => {
  const A = { criterion: 'a' };
  const B = { criterion: 'b' };
  it.each<{ name: string; scores: Score[]; overall: object }>([
    {
      name: 'passes where all pass',
      scores: [scored(1, A), scored(1, B)],
      overall: { mean: 1, scored: 1 },
    },
    {
      name: 'fails where one fails',
      scores: [scored(1, A), scored(0, B)],
      overall: { mean: 0, scored: 1 },
    },
    {
      name: 'passes on what could be judged',
      scores: [scored(1, A), notJudged(B)],
      overall: { mean: 1, scored: 1, notJudged: 0 },
    },
    {
      name: 'fails where one fails, whatever an error hides',
      scores: [judgeError(A), scored(0, B)],
      overall: { mean: 0, scored: 1, judgeErrors: 0 },
    },
  ])('the overall quality $name', ({ scores, overall }) => {
    expect(of(scores).overall).toMatchObject(overall);
  });

  it('the overall quality stays open where an error could hide a failure', () => {
    const scores = [
      scored(1, { ...A, index: 0 }),
      judgeError({ ...B, index: 0 }),
      scored(1, { ...A, index: 1 }),
      scored(1, { ...B, index: 1 }),
    ];
    expect(of(scores).overall).toMatchObject({
      mean: 1,
      scored: 1,
      eligible: 2,
      judgeErrors: 1,
      bounds: { low: 0.5, high: 1 },
    });
  });

  it('the overall quality is absent where nothing was scored', () => {
    expect(of([judgeError(A), notJudged(B)])).not.toHaveProperty('overall');
  });

  it('the overall quality separates answers of two loads with the same index', () => {
    const scores = [scored(1, { scenario: 'calm' }), scored(0, { scenario: 'rush' })];
    expect(of(scores).overall).toMatchObject({ mean: 0.5, scored: 2 });
  });
});
