import { describe, expect, it } from 'vitest';
import { quotaNeed, surePerMinute } from '../../../src/plan/demand/quota-need.ts';

const use = { input: 1800, maxTokens: 200, burndown: 5 };

describe('the need of a quota', () => {
  it('is between silent answers and the longest, these at their burndown', () => {
    expect(quotaNeed(720, use)).toEqual({ requests: 720, least: 1_296_000, most: 2_016_000 });
  });

  it('is kept by the rate that a quota is sure to take', () => {
    expect(quotaNeed(surePerMinute(2_016_000, use), use).most).toBeCloseTo(2_016_000, 6);
  });
});
