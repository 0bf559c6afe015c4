import { describe, expect, it } from 'vitest';
import { judgeAgreement, type Label } from '../../src/judge/agreement.ts';
import { judgeError, scored } from './sample-answer.ts';

function label(index: number, rater: string, value: number, criterion = 'relevance'): Label {
  return { scenario: 'steady', index, rater, value, criterion };
}

/** Two raters who label answers 0, 1, 2, ... with these values. */
const pairOfRaters = (values: readonly (readonly [number, number])[]) =>
  values.flatMap(([ann, bob], index) => [label(index, 'ann', ann), label(index, 'bob', bob)]);

describe('judgeAgreement', () => {
  it('judgeAgreement is 1 where judge and people agree on different answers', () => {
    const scores = [0, 0.5, 1].map((value, index) => scored(value, { index }));
    const labels = pairOfRaters([
      [0, 0],
      [0.5, 0.5],
      [1, 1],
    ]);
    expect(judgeAgreement(labels, scores)).toEqual([
      { criterion: 'relevance', answers: 3, judge: 1, people: 1 },
    ]);
  });

  it('judgeAgreement shows a judge worse than chance beside people who agree', () => {
    const scores = [1, 0].map((value, index) => scored(value, { index }));
    const [agreement] = judgeAgreement(
      pairOfRaters([
        [0, 0],
        [1, 1],
      ]),
      scores,
    );
    expect(agreement).toEqual({ criterion: 'relevance', answers: 2, judge: -1, people: 1 });
  });

  it('judgeAgreement counts only answers that were both scored and labelled', () => {
    const scores = [scored(1, { index: 0 }), judgeError({ index: 1 }), scored(0, { index: 2 })];
    const labels = [label(0, 'ann', 1), label(1, 'ann', 0), label(0, 'ann', 0, 'tone')];
    const [agreement, ...others] = judgeAgreement(labels, scores);
    expect(agreement).toEqual({ criterion: 'relevance', answers: 1 });
    expect(others).toEqual([]);
  });

  it('judgeAgreement separates answers of different loads', () => {
    expect(judgeAgreement([label(0, 'ann', 1)], [scored(1, { scenario: 'rush' })])).toEqual([]);
  });
});
