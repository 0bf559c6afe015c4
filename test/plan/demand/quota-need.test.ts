import { describe, expect, it } from 'vitest';
import { quotaNeed, surePerMinute } from '../../../src/plan/demand/quota-need.ts';

const use = { input: 1800, maxTokens: 200, burndown: 5 };

describe('need of a quota', () => {
  it('the quota need is between empty and longest answers, with their burndown', () => {
    expect(quotaNeed(720, use)).toEqual({ requests: 720, least: 1_296_000, most: 2_016_000 });
  });

  it('the quota need at the sure rate stays within the quota', () => {
    expect(quotaNeed(surePerMinute(2_016_000, use), use).most).toBeCloseTo(2_016_000, 6);
  });
});
