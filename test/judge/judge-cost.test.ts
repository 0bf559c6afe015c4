import { describe, expect, it } from 'vitest';
import { judgeCost } from '../../src/judge/judge-cost.ts';
import { judgeError, notJudged, scored } from './sample-answer.ts';

describe('what a judge cost', () => {
  it('is the sum of its judgements, failed ones included', () => {
    const scores = [
      { ...scored(1), costUsd: 0.5 },
      { ...judgeError(), costUsd: 0.25 },
    ];
    expect(judgeCost(scores)).toBe(0.75);
  });

  it('is unknown where one of them is', () => {
    expect(judgeCost([{ ...scored(1), costUsd: 0.5 }, judgeError()])).toBe('unknown');
  });

  it('is nothing for what it was not shown', () => {
    expect(judgeCost([notJudged(), Object.assign(scored(0), { empty: true as const })])).toBe(0);
  });
});
