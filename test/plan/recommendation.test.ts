import { describe, expect, it } from 'vitest';
import { findLevers } from '../../src/plan/levers.ts';
import { createOption } from '../../src/plan/option.ts';
import type { PlanTarget } from '../../src/plan/plan-target.ts';
import { recommend } from '../../src/plan/recommendation.ts';
import { createTraffic } from '../../src/plan/traffic.ts';
import { haiku, llama, sonnet } from './sample-target.ts';

const traffic = createTraffic({ queriesPerDay: 50_000, profile: 'campus' }, 30);

function recommendation(targets: readonly PlanTarget[], budget?: number) {
  return recommend(
    targets.map((target) => createOption(target, traffic, budget)),
    budget === undefined ? [] : findLevers(targets, traffic, budget),
    { queriesPerDay: 50_000, ...(budget !== undefined && { budget }) },
  );
}

describe('a recommendation', () => {
  it('is the cheapest target that meets its objectives inside the budget', () => {
    const latency = { avg: 1300, p50: 1200, p95: 2400 };
    expect(recommendation([sonnet, { ...haiku, latency }, llama], 5000)).toEqual({
      target: 'haiku',
      sentence:
        'Buy haiku: $1,219 a month at 50,000 queries a day, within the budget of $5,000, the cheapest of 3 that meet their objectives.',
      because: [
        'haiku answers in 1.2 s in the median and 2.4 s at the 95th percentile.',
        'sonnet meets its objectives and costs $14,625 a month, over the budget.',
        'llama meets its objectives and costs $4,199 a month.',
      ],
    });
  });

  it('passes over what is cheaper but fails, is unsettled or of unknown cost', () => {
    const { target, because } = recommendation(
      [
        { ...haiku, objectives: 'fail' },
        { ...haiku, name: 'nova', objectives: 'inconclusive' },
        { ...haiku, name: 'titan', per1k: 'unknown' },
        llama,
      ],
      5000,
    );
    expect(target).toBe('llama');
    expect(because).toEqual([
      'haiku misses an objective and costs $1,219 a month.',
      'nova has too few samples to tell whether it meets its objectives and costs $1,219 a month.',
      'titan meets its objectives; its cost is unknown: give its price in the scenario.',
    ]);
  });

  it('needs no budget', () => {
    expect(recommendation([sonnet]).sentence).toBe(
      'Buy sonnet: $14,625 a month at 50,000 queries a day, the only one that meets its objectives.',
    );
  });

  it('is to buy none where all that meet their objectives are too dear, and says what would help', () => {
    const { target, sentence, because } = recommendation(
      [sonnet, { ...haiku, objectives: 'fail' }],
      5000,
    );
    expect(target).toBeUndefined();
    expect(sentence).toBe(
      'Buy none as it is: sonnet meets its objectives and costs $14,625 a month at 50,000 queries a day, over the budget of $5,000.',
    );
    expect(because).toHaveLength(5);
    expect(because[2]).toMatch(/^Send at most 28.2 % of queries to sonnet/);
  });

  it('is to buy none where the interval straddles the budget', () => {
    const close = { ...haiku, per1k: 3.2, per1kInterval: { low: 3, high: 3.5 } };
    const { target, sentence } = recommendation([close], 5000);
    expect(target).toBeUndefined();
    expect(sentence).toContain('costs $4,800 ($4,500 to $5,250) a month');
    expect(sentence).toContain('too close to the budget of $5,000');
  });

  it.each([
    [[], 'Buy none yet: nothing was measured.'],
    [
      [{ ...haiku, objectives: 'no-data' as const }],
      'Buy none yet: no target is shown to meet its objectives.',
    ],
    [
      [{ ...haiku, per1k: 'unknown' as const }],
      'Buy none yet: what those that meet their objectives cost is unknown.',
    ],
  ])('is to buy none without knowledge (%#)', (targets, sentence) => {
    expect(recommendation(targets, 5000)).toMatchObject({ sentence });
    expect(recommendation(targets)).not.toHaveProperty('target');
  });
});
