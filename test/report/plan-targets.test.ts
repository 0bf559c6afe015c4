import { describe, expect, it } from 'vitest';
import { planTargets } from '../../src/report/plan-targets.ts';
import { sampleResult } from './sample-result.ts';

describe('a target for a plan', () => {
  it('costs what follows traffic, as a plan shares out fixed costs itself', () => {
    const llama = planTargets(sampleResult).find(({ name }) => name === 'llama');
    expect(llama).toMatchObject({ per1k: 0, fixed: [{ perMonth: 5761 }, { perMonth: 450 }] });
  });

  it('has the prices it was billed at, its tier included, before those of the book', () => {
    const [haiku, ...others] = sampleResult.targets;
    if (haiku === undefined) throw new Error('the sample has targets');
    const priceOf = (more: object) => {
      const row = { id: 'amazon.nova-pro-v1:0', source: 'list', asOf: '2026-11-01', ...more };
      const cost = { ...haiku.cost, prices: [row] };
      return planTargets({ ...sampleResult, targets: [{ ...haiku, cost }, ...others] })[0]?.price;
    };
    expect(priceOf({ input: 0.4, output: 1.6 })).toMatchObject({ input: 0.4, output: 1.6 });
    expect(priceOf({})).toMatchObject({ input: 0.8, output: 3.2 });
  });
});
