import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wilson } from '../../src/statistics/proportion.ts';

describe('wilson', () => {
  it.each([
    { count: 17, n: 20, low: 0.639584, high: 0.947633 },
    { count: 127, n: 159, low: 0.729712, high: 0.853678 },
    { count: 0, n: 10, low: 0, high: 0.277533 },
    { count: 10, n: 10, low: 0.722467, high: 1 },
    { count: 0, n: 0, low: 0, high: 1 },
  ])('of $count in $n is $low to $high', ({ count, n, low, high }) => {
    expect(wilson(count, n).low).toBeCloseTo(low, 5);
    expect(wilson(count, n).high).toBeCloseTo(high, 5);
  });

  it('holds the share itself and stays within 0 and 1', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), fc.nat(100_000), (n, any) => {
        const count = any % (n + 1);
        const { low, high } = wilson(count, n);
        expect(0 <= low && low <= count / n && count / n <= high && high <= 1).toBe(true);
      }),
    );
  });
});
