import { describe, expect, it } from 'vitest';
import { budgetPer1k, HOURS_PER_MONTH, perMonth, queriesPerMonth } from '../../src/cost/month.ts';

describe('month', () => {
  it('a month has 730 hours by default', () => {
    expect(HOURS_PER_MONTH).toBe(730);
    expect(queriesPerMonth(12_000)).toBe(365_000);
  });

  it.each([
    [30, 14_625, 3.333_333_333],
    [undefined, 14_828.125, 3.287_671_233],
    [31, 15_112.5, 3.225_806_452],
  ])(
    'a month of %s days costs $%d at $9.75 per 1k, and $5,000 allows $%d per 1k',
    (days, cost, allowed) => {
      expect(perMonth(9.75, 50_000, days)).toBeCloseTo(cost, 6);
      expect(budgetPer1k(5000, 50_000, days === undefined ? {} : { days })).toBeCloseTo(allowed, 8);
    },
  );

  it("a month's budget excludes fixed costs first", () => {
    expect(budgetPer1k(5000, 50_000, { days: 30, fixed: 401.850_075 })).toBeCloseTo(
      3.065_433_283,
      8,
    );
    expect(budgetPer1k(100, 50_000, { fixed: 200 })).toBeLessThan(0);
  });
});
