import { describe, expect, it } from 'vitest';
import type { PlanTarget } from '../../src/plan/demand/plan-target.ts';
import { createTraffic } from '../../src/plan/demand/traffic.ts';
import { findLevers } from '../../src/plan/lever/levers.ts';
import type { RunQuality } from '../../src/plan/measurement.ts';
import { createOption } from '../../src/plan/option.ts';
import { recommend } from '../../src/plan/recommendation.ts';
import { valid } from './sample-measurement.ts';
import { haiku, llama, sonnet } from './sample-target.ts';

const traffic = createTraffic({ queriesPerDay: 50_000, profile: 'campus' }, 30);

function recommendation(
  targets: readonly PlanTarget[],
  budget?: number,
  measurement: RunQuality = valid,
) {
  return recommend(
    targets.map((target) => createOption(target, traffic, budget)),
    budget === undefined ? [] : findLevers(targets, traffic, budget),
    { queriesPerDay: 50_000, ...(budget !== undefined && { budget }), measurement },
  );
}

describe('recommendation', () => {
  it('a recommendation is the cheapest target that meets its objectives inside the budget', () => {
    const latency = { avg: 1300, p50: 1200, p95: 2400 };
    expect(recommendation([sonnet, { ...haiku, latency }, llama], 5000)).toEqual({
      target: 'haiku',
      sentence:
        "Buy haiku: $1,219 ($1,200 to $1,238 by how its answers' costs vary, and nothing else) a month at 50,000 queries a day, within the budget of $5,000, the cheapest of 3 that meet their objectives.",
      because: [
        'haiku answers in 1.2 s in the median and 2.4 s at the 95th percentile.',
        'The interval does not hold another demand (a fifth more queries cost $1,463), the prices, the choice of questions, or prompts and answers that turn out longer than in the run.',
        'sonnet meets its objectives and costs $14,625 ($14,400 to $14,850) a month, over the budget.',
        'llama meets its objectives and costs $4,199 a month.',
      ],
    });
  });

  it('a recommendation ignores cheaper targets that fail, are unsettled or of unknown cost', () => {
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
    expect(because.slice(1)).toEqual([
      'haiku misses an objective and costs $1,219 ($1,200 to $1,238) a month.',
      'nova has too few samples to tell whether it meets its objectives and costs $1,219 ($1,200 to $1,238) a month.',
      'titan meets its objectives; its cost is unknown: give its price in the scenario.',
    ]);
  });

  it('a recommendation needs no budget', () => {
    const { per1kInterval: _, ...few } = sonnet;
    expect(recommendation([few]).sentence).toBe(
      'Buy sonnet: $14,625 (interval unknown: fewer than 30 answers) a month at 50,000 queries a day, the only one that meets its objectives.',
    );
  });

  it('a recommendation is to buy none where all that meet their objectives are over the budget, with levers', () => {
    const { target, sentence, because } = recommendation(
      [sonnet, { ...haiku, objectives: 'fail' }],
      5000,
    );
    expect(target).toBeUndefined();
    expect(sentence).toBe(
      'Buy none as it is: sonnet meets its objectives and costs $14,625 ($14,400 to $14,850) a month at 50,000 queries a day, over the budget of $5,000.',
    );
    expect(because).toHaveLength(5);
    expect(because[2]).toMatch(/^Send at most 28.2 % of queries to sonnet/);
  });

  it('a recommendation is to buy none where the interval includes the budget', () => {
    const close = { ...haiku, per1k: 3.2, per1kInterval: { low: 3, high: 3.5 } };
    const { target, sentence } = recommendation([close], 5000);
    expect(target).toBeUndefined();
    expect(sentence).toContain('costs $4,800 ($4,500 to $5,250) a month');
    expect(sentence).toContain('too close to the budget of $5,000');
  });

  it('a recommendation never holds a bill of fewer than 30 answers against the budget', () => {
    const { per1kInterval: _, ...few } = haiku;
    const { target, sentence, because } = recommendation([few], 5000);
    expect(target).toBeUndefined();
    expect(sentence).toBe(
      'Buy none as it is: haiku meets its objectives and costs $1,219 a month at 50,000 queries a day, by fewer than 30 answers, too few to hold against the budget of $5,000.',
    );
    expect(because[0]).toContain('too few to hold against the budget.');
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
  ])('a recommendation is to buy none where the figures are unknown (%#)', (targets, sentence) => {
    expect(recommendation(targets, 5000)).toMatchObject({ sentence });
    expect(recommendation(targets)).not.toHaveProperty('target');
  });

  it('a recommendation states its interval, what that covers and what it does not', () => {
    const close = { ...haiku, per1kInterval: { low: 0.812, high: 0.813 } };
    const { sentence, because } = recommendation([close], 1300);
    expect(sentence).toMatch(
      /^Buy haiku: \$1,219 \(\$1,218 to \$1,220 by how its answers' costs vary, and nothing else\) a month/,
    );
    expect(because[0]).toMatch(
      /^The interval does not hold another demand \(a fifth more queries cost \$1,463, over the budget\)/,
    );
  });

  const late = 'Requests were sent late; lower the rate.';

  it.each<[string, RunQuality]>([
    ['invalid', { validity: 'invalid', reasons: [late] }],
    ['stopped by a signal', { ...valid, stopped: 'signal' }],
    ['at its spend cap', { ...valid, stopped: 'budget' }],
    ['aborted by a threshold', { ...valid, stopped: 'threshold' }],
    ['suspect and stopped', { validity: 'suspect', reasons: [late], stopped: 'signal' }],
  ])(
    'a recommendation from a run that was %s is none, and says what to run instead',
    (_, measurement) => {
      for (const budget of [undefined, 1, 5000]) {
        const made = recommendation([haiku, llama], budget, measurement);
        expect(made).not.toHaveProperty('target');
        expect(JSON.stringify(made)).not.toMatch(/\bbuy\b/i);
        expect(made.sentence).toMatch(/No recommendation: the run .* [Rr]?un the scenario again/);
      }
    },
  );

  it('a recommendation from a suspect run starts with the warning', () => {
    const suspect: RunQuality = { validity: 'suspect', reasons: [late, 'And the clock moved.'] };
    const { target, sentence, because } = recommendation([haiku], 5000, suspect);
    expect(target).toBe('haiku');
    expect(sentence).toMatch(
      /^Suspect measurement, so take what follows with care\. Requests were sent late; lower the rate\. Buy haiku/,
    );
    expect(because[0]).toBe('And the clock moved.');
    expect(recommendation([], 5000, suspect).sentence).toMatch(/^Suspect measurement/);
  });

  it.each([
    ['none', /sets no objectives but on cost, so whether any target is good enough is not known/],
    ['unanswered', /no target is shown to meet its objectives/],
    ['unproven', /no target is shown to meet its objectives/],
  ] as const)(
    'a recommendation never names a target whose objectives are %s',
    (objectives, message) => {
      const made = recommendation([{ ...haiku, objectives }], 5000);
      expect(made).not.toHaveProperty('target');
      expect(made.sentence).toMatch(message);
    },
  );
});
