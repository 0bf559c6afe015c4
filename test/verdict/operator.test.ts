import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { excludes, holds, type Operator } from '../../src/verdict/operator.ts';

const operators: readonly Operator[] = ['<', '<=', '>', '>=', '==', '!='];

describe('an operator', () => {
  it.each<[Operator, boolean, boolean, boolean]>([
    ['<', true, false, false],
    ['<=', true, true, false],
    ['>', false, false, true],
    ['>=', false, true, true],
    ['==', false, true, false],
    ['!=', true, false, true],
  ])('%s of 1, 2 and 3 against 2', (operator, one, two, three) => {
    expect([1, 2, 3].map((value) => holds(value, operator, 2))).toEqual([one, two, three]);
  });

  it('excludes bounds in which no value could hold, and only those', () => {
    const point = fc.integer({ min: -4, max: 4 });
    fc.assert(
      fc.property(fc.constantFrom(...operators), point, point, point, (operator, a, b, bound) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const steps = Array.from({ length: (high - low) * 2 + 1 }, (_, i) => low + i / 2);
        const possible = steps.some((value) => holds(value, operator, bound));
        expect(excludes({ low, high }, operator, bound)).toBe(!possible);
      }),
    );
  });

  it.each(operators)('%s excludes nothing where there are no bounds', (operator) => {
    expect(excludes({}, operator, 0)).toBe(false);
  });

  it('is decided by one bound alone where the other is open', () => {
    expect(excludes({ low: 5 }, '<', 5)).toBe(true);
    expect(excludes({ high: 5 }, '<', 5)).toBe(false);
  });
});
