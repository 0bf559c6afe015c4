import { describe, expect, it } from 'vitest';
import { nelderMead } from '../../src/statistics/nelder-mead.ts';

describe('simplex search', () => {
  it('a simplex search finds the end of Rosenbrock’s valley', () => {
    // H. H. Rosenbrock, 1960; its minimum is 0 at (1, 1), and this start is the paper's.
    const valley = ([x = 0, y = 0]: readonly number[]): number =>
      100 * (y - x * x) ** 2 + (1 - x) ** 2;
    const found = nelderMead(valley, [-1.2, 1], { steps: [0.5, 0.5], evaluations: 400 });
    expect(found.at[0]).toBeCloseTo(1, 4);
    expect(found.at[1]).toBeCloseTo(1, 4);
  });

  it('a simplex search treats NaN as infinite', () => {
    const root = ([x = 0]: readonly number[]): number => Math.sqrt(x);
    const found = nelderMead(root, [1], { steps: [0.5], evaluations: 200 });
    expect(found.at[0]).toBeGreaterThanOrEqual(0);
    expect(found.value).toBeLessThan(0.01);
  });

  it('a simplex search exceeds its evaluations by at most one step', () => {
    let asked = 0;
    const flat = (): number => (asked++, 1);
    nelderMead(flat, [0, 0, 0], { steps: [1, 1, 1], evaluations: 50 });
    expect(asked).toBeLessThanOrEqual(55);
  });
});
