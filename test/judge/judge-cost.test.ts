import { describe, expect, it } from 'vitest';
import { judgeCost } from '../../src/judge/judge-cost.ts';
import { judgeError, notJudged, scored } from './sample-answer.ts';

describe('cost of a judge', () => {
  it('the cost of a judge is the sum of its judgements, failed ones included', () => {
    const scores = [
      { ...scored(1), costUsd: 0.5 },
      { ...judgeError(), costUsd: 0.25 },
    ];
    expect(judgeCost(scores)).toBe(0.75);
  });

  it('the cost of a judge is unknown where that of one judgement is', () => {
    expect(judgeCost([{ ...scored(1), costUsd: 0.5 }, judgeError()])).toBe('unknown');
  });

  it('the cost of a judge is 0 for answers that it was not sent', () => {
    expect(judgeCost([notJudged(), Object.assign(scored(0), { empty: true as const })])).toBe(0);
  });
});
