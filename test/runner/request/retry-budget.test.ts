import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RetryBudget } from '../../../src/runner/request/retry-budget.ts';

describe('a retry budget', () => {
  it('lets one arrival in five retry at a share of 0.2', () => {
    const budget = new RetryBudget(0.2);
    const granted = Array.from({ length: 10 }, () => {
      budget.arrive();
      return budget.take();
    });
    expect(granted).toEqual([false, false, false, false, true, false, false, false, false, true]);
  });

  it('grants every retry where no share is set, and none at 0', () => {
    const [free, none] = [new RetryBudget(), new RetryBudget(0)];
    free.arrive();
    none.arrive();
    expect([free.take(), free.take(), none.take()]).toEqual([true, true, false]);
  });

  it('never lets retries pass their share of arrivals', () => {
    const shares = fc.double({ min: 0, max: 3, noNaN: true });
    fc.assert(
      fc.property(shares, fc.array(fc.boolean()), (share, steps) => {
        const budget = new RetryBudget(share);
        let [arrivals, retries] = [0, 0];
        for (const isArrival of steps) {
          if (isArrival) {
            budget.arrive();
            arrivals++;
          } else if (budget.take()) retries++;
          expect(retries).toBeLessThanOrEqual(share * arrivals);
        }
      }),
    );
  });
});
