import { describe, expect, it } from 'vitest';
import { describeShortfall, judgeAccount } from '../../src/judge/account.ts';
import type { Score } from '../../src/judge/score.ts';
import { judgeError, notJudged, scored } from './sample-answer.ts';

const range = (n: number) => Array.from({ length: n }, (_, index) => index);

const failedBy = (error: string, index: number): Score => ({
  ...judgeError({ index }),
  outcome: 'judge_error',
  error,
});

describe('judge account', () => {
  it('a judge account counts answers by result, not scores', () => {
    const both = (make: (fields: { index: number; criterion: string }) => Score, index: number) =>
      ['correctness', 'relevance'].map((criterion) => make({ index, criterion }));
    const scores = [
      ...both((fields) => scored(1, fields), 0),
      scored(1, { index: 1, criterion: 'correctness' }),
      judgeError({ index: 1, criterion: 'relevance' }),
      scored(0, { index: 2, criterion: 'correctness' }),
      judgeError({ index: 2, criterion: 'relevance' }),
      ...both(judgeError, 3),
      ...both(notJudged, 4),
      ...both((fields): Score => Object.assign(scored(0, fields), { empty: true as const }), 5),
    ];
    expect(judgeAccount(scores)).toMatchObject({
      asked: 6,
      // The first, the one that failed a criterion whatever the other, and the empty one.
      scored: 3,
      called: 4,
      failed: 3,
      ungraded: 1,
      empty: 1,
      errors: [{ kind: 'not_json', count: 3 }],
      notJudged: [{ why: 'it needs a reference', count: 1 }],
    });
  });

  it('a judge account groups failures by kind, with the first message of each', () => {
    const scores = [
      failedBy('timeout: Timeout: no answer', 0),
      failedBy('timeout: Timeout: later', 1),
      failedBy('refused_request: ValidationException: no tools', 2),
    ];
    const account = judgeAccount(scores);
    expect(account.errors).toEqual([
      { kind: 'timeout', count: 2, first: 'timeout: Timeout: no answer' },
      {
        kind: 'refused_request',
        count: 1,
        first: 'refused_request: ValidationException: no tools',
      },
    ]);
    expect(describeShortfall(account)).toBe(
      '0 of 3 answers were scored; the judge failed on 3: 2 timeout, 1 refused_request; ' +
        'the first: timeout: Timeout: no answer',
    );
  });

  it.each([
    ['the same to ten answers', range(10).map((index) => scored(0.5, { index })), 1],
    ['the same to nine', range(9).map((index) => scored(0.5, { index })), 0],
    ['another to the last', range(10).map((index) => scored(index < 9 ? 1 : 0, { index })), 0],
    [
      'the same, but for empty answers that it never saw',
      range(12).map((index): Score => {
        const score = scored(index < 2 ? 0 : 1, { index });
        return index < 2 ? Object.assign(score, { empty: true as const }) : score;
      }),
      1,
    ],
  ])('a judge account reports a judge that gave %s', (_, scores, found) => {
    expect(judgeAccount(scores).constant).toHaveLength(found);
  });
});
