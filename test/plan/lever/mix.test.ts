import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cascadeShare, routeSaving, routeShare } from '../../../src/plan/lever/mix.ts';

const mix = { expensive: 9.75, cheap: 0.8125 };
const allowed = 10 / 3;
const afterFixed = 3.065_433_283_3;

describe('mix of $9.75 and $0.8125', () => {
  it.each([
    [allowed, 0.282_051_28, 0.258_547_01, 0.197_008_55],
    [afterFixed, 0.252_076_45, 0.231_070_08, 0.169_531_62],
  ])(
    'a mix of $9.75 and $0.8125 within $%d routes %d, escalates %d, %d when verified',
    (budget, route, cascade, verified) => {
      expect(routeShare(mix, budget)).toBeCloseTo(route, 7);
      expect(cascadeShare(mix, budget)).toBeCloseTo(cascade, 7);
      expect(cascadeShare(mix, budget, 0.6)).toBeCloseTo(verified, 7);
    },
  );

  it('a mix has no affordable share where even the cheap target is over the budget', () => {
    expect(routeShare(mix, 0.8)).toBeUndefined();
    expect(cascadeShare(mix, 1.3, 0.6)).toBeUndefined();
  });

  it('a mix may use the expensive target alone where that is affordable', () => {
    expect(routeShare(mix, 10)).toBe(1);
    expect(cascadeShare(mix, 100)).toBe(1);
  });

  it.each([
    [0, 0.916_67],
    [0.2, 0.733_33],
    [0.5, 0.458_33],
    [1, 0],
  ])(
    'a mix of $9.75 and $0.8125 with a share of %d for the expensive target saves %d',
    (dearShare, saving) => {
      expect(routeSaving(mix, dearShare)).toBeCloseTo(saving, 5);
    },
  );

  it('a mix costs exactly the allowed amount at its share', () => {
    const price = fc.double({ min: 0.01, max: 100, noNaN: true });
    fc.assert(
      fc.property(price, price, price, (a, b, budget) => {
        const [cheap, expensive] = a < b ? [a, b] : [b, a];
        fc.pre(expensive - cheap > 1e-3);
        const share = routeShare({ expensive, cheap }, budget);
        if (share === undefined) expect(budget).toBeLessThan(cheap);
        else if (share === 1) expect(budget).toBeGreaterThan(expensive - 1e-9);
        else expect(share * expensive + (1 - share) * cheap).toBeCloseTo(budget, 6);
      }),
    );
  });
});
