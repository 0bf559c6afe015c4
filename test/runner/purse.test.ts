import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Purse } from '../../src/runner/purse.ts';

describe('a purse', () => {
  it('never spends beyond its cap while no request is dearer than one before', () => {
    const costs = fc.array(fc.double({ min: 0.001, max: 1, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(costs, fc.double({ min: 0, max: 20, noNaN: true }), (prices, cap) => {
        const purse = new Purse(cap + 1);
        const falling = prices.toSorted((a, b) => b - a);
        for (const price of falling) if (purse.allows(0)) purse.spend(price);
        expect(purse.spent).toBeLessThanOrEqual(cap + 1 + 1e-9);
      }),
    );
  });

  it('holds back for every request in flight', () => {
    const purse = new Purse(1);
    purse.spend(0.2);
    expect(purse.allows(3)).toBe(true);
    expect(purse.allows(4)).toBe(false);
  });

  it('counts what rented machines have cost by now', () => {
    let rent = 0;
    const purse = new Purse(1, () => rent);
    purse.spend(0.2);
    rent = 0.6;
    expect(purse.spent).toBeCloseTo(0.8, 12);
    expect([purse.allows(0), purse.allows(1), purse.overdrawn]).toEqual([true, false, false]);
    rent = 0.81;
    expect([purse.allows(0), purse.overdrawn]).toEqual([false, true]);
  });

  it('without a cap allows anything', () => {
    const purse = new Purse();
    purse.spend(1e9);
    expect(purse.allows(1e6)).toBe(true);
  });
});
