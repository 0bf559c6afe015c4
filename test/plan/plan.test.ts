import { describe, expect, it } from 'vitest';
import { plan, type PlanInput } from '../../src/plan/plan.ts';
import { valid } from './sample-measurement.ts';
import { haiku, llama, ragFixed, sonnet } from './sample-target.ts';

const input: PlanInput = {
  targets: [sonnet, haiku],
  demand: { queriesPerDay: 50_000, profile: 'campus' },
  budgetPerMonth: 5000,
  daysPerMonth: 30,
  emulated: false,
  measurement: valid,
};

function leverValues(input: PlanInput) {
  return Object.fromEntries(
    plan(input).levers.map(({ kind, hitRate = '', value }) => [`${kind}${hitRate}`, value]),
  );
}

describe('plan', () => {
  it.each([
    [
      'without fixed costs',
      [],
      {
        route: 0.282_051_28,
        cascade: 0.258_547_01,
        'verified-cascade': 0.197_008_55,
        'cache-and-route0.2': 0.375_291_38,
        'cache-and-route0.3': 0.441_891_44,
        'cache-and-route0.45': 0.587_200_68,
        'response-cache': 0.658_119_66,
      },
    ],
    [
      'after fixed costs',
      ragFixed,
      {
        route: 0.252_076_45,
        cascade: 0.231_070_08,
        'verified-cascade': 0.169_531_62,
        'cache-and-route0.2': 0.337_822_84,
        'cache-and-route0.3': 0.399_070_25,
        'cache-and-route0.45': 0.532_700_99,
        'response-cache': 0.685_596_59,
      },
    ],
  ])(
    'a plan brings $9.75 and $0.8125 to $5,000 a month with its levers, %s',
    (_, fixed, expected) => {
      const values = leverValues({
        ...input,
        targets: [sonnet, haiku].map((target) => ({ ...target, fixed })),
      });
      for (const [lever, value] of Object.entries(expected)) {
        expect(values[lever], lever).toBeCloseTo(value, 6);
      }
    },
  );

  it('a plan states the budget per 1k in months of 30, 365/12 and 31 days', () => {
    expect(plan(input).budget?.per1k.map(({ allowed }) => allowed.toFixed(6))).toEqual([
      '3.333333',
      '3.287671',
      '3.225806',
    ]);
  });

  it('a plan bills months of 365/12 days by default', () => {
    const { daysPerMonth, ...usual } = input;
    expect(daysPerMonth).toBe(30);
    expect(plan(usual).options[0]?.perMonth).toBeCloseTo(14_828.125, 6);
  });

  it('a plan recommends a target and shows the sensitivity of its bill', () => {
    const { recommendation, sensitivity } = plan(input);
    expect(recommendation.target).toBe('haiku');
    expect(new Set(sensitivity.map(({ target }) => target))).toEqual(new Set(['haiku']));
  });

  it('a plan shows the sensitivity of the nearest target when it recommends none', () => {
    const { recommendation, sensitivity } = plan({
      ...input,
      targets: [sonnet, { ...haiku, objectives: 'fail' }],
    });
    expect(recommendation.target).toBeUndefined();
    expect(sensitivity[0]).toMatchObject({ target: 'sonnet', input: 'queries per day' });
  });

  it('a plan compares a provisioned unit only where its price was given', () => {
    const unit = { perHour: 88, tokensPerMinute: 900_000 };
    expect(plan({ ...input, unit }).breakEven.map(({ target }) => target)).toEqual([
      'sonnet',
      'haiku',
    ]);
    expect(plan(input).breakEven).toEqual([]);
    expect(plan(input).notTested.at(-1)).toMatch(/^No price of a provisioned unit was given/);
  });

  it('a plan finds where rented hardware becomes cheaper', () => {
    expect(plan({ ...input, targets: [haiku, llama] }).crossovers).toHaveLength(1);
  });

  it('a plan lists what no run has tested', () => {
    const { notTested } = plan({
      ...input,
      targets: [sonnet, { ...haiku, testedPerSecond: 3 }],
      emulated: true,
    });
    expect(notTested[0]).toBe(
      'The run asked the emulator: latency, throttling and answers on AWS may differ.',
    );
    expect(notTested).toContain('The rate of the busiest minutes, 2.7/s, was not put on sonnet.');
    expect(notTested).toContain(
      'No mix of targets and no cache was run: their shares are arithmetic.',
    );
    expect(plan(input).notTested.join(' ')).not.toContain('emulator');
  });

  it('a plan from an invalid run keeps tokens and prices, but no times or objectives', () => {
    const latency = { avg: 1300, p50: 1200, p95: 2400 };
    const targets = [sonnet, { ...haiku, latency, ttft: latency, testedPerSecond: 9 }];
    const measurement = { validity: 'invalid', reasons: ['Requests were sent late.'] } as const;
    const made = plan({ ...input, targets, measurement });
    expect(made).toMatchObject({ validity: 'invalid', validityReasons: measurement.reasons });
    expect(made.recommendation).not.toHaveProperty('target');
    expect(made.options.map(({ objectives }) => objectives)).toEqual(['unproven', 'unproven']);
    expect(made.options[1]?.perMonth).toBeCloseTo(1218.75, 6);
    for (const member of ['latency', 'ttft', 'inFlight']) {
      expect(made.options[1]).not.toHaveProperty(member);
    }
    expect(made.notTested.join(' ')).toContain('was not put on sonnet, haiku');
  });

  it('a plan from an incomplete run reports failed objectives, but none as passed', () => {
    const targets = [{ ...sonnet, objectives: 'fail' as const }, haiku];
    const made = plan({ ...input, targets, measurement: { ...valid, stopped: 'signal' } });
    expect(made.stopped).toBe('signal');
    expect(made.options.map(({ objectives }) => objectives)).toEqual(['fail', 'unproven']);
  });

  it.each(['unanswered', 'no-data'] as const)(
    'a plan uses no figures of a target that is %s',
    (objectives) => {
      const unit = { perHour: 88, tokensPerMinute: 900_000 };
      const made = plan({ ...input, unit, targets: [sonnet, llama, { ...haiku, objectives }] });
      const built = [made.levers, made.breakEven, made.crossovers, made.recommendation.target];
      expect(JSON.stringify(built)).not.toContain('haiku');
      expect(JSON.stringify(plan({ ...input, unit }))).toContain('haiku');
    },
  );

  it('a plan has no levers without a budget, and no recommendation without targets', () => {
    const { budgetPerMonth, ...open } = input;
    expect(budgetPerMonth).toBe(5000);
    expect(plan(open)).toMatchObject({ levers: [] });
    expect(plan(open)).not.toHaveProperty('budget');
    expect(plan({ ...input, targets: [] }).recommendation.sentence).toBe(
      'Buy none yet: nothing was measured.',
    );
  });

  it('a plan refuses an unknown day profile', () => {
    expect(() => plan({ ...input, demand: { queriesPerDay: 1, profile: 'weekend' } })).toThrow(
      'There is no day profile "weekend".',
    );
  });

  it('a plan can be written as JSON: no NaN, no Infinity, nothing undefined', () => {
    const made = plan({ ...input, targets: [sonnet, haiku, llama], emulated: true });
    expect(JSON.parse(JSON.stringify(made))).toEqual(made);
  });
});
