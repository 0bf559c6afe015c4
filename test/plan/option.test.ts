import { describe, expect, it } from 'vitest';
import { createTraffic } from '../../src/plan/demand/traffic.ts';
import { cheapestOption, createOption } from '../../src/plan/option.ts';
import { haiku, llama, ragFixed, sonnet } from './sample-target.ts';

const traffic = createTraffic({ queriesPerDay: 50_000, profile: 'campus' }, 30);

describe('option', () => {
  it('an option has the monthly bill and the tokens of the busiest minutes', () => {
    const option = createOption({ ...sonnet, fixed: ragFixed }, traffic, 5000);
    expect(option.perMonth).toBeCloseTo(15_026.850_075, 6);
    expect(option.fixedPerMonth).toBeCloseTo(401.850_075, 9);
    expect(option.tokensPerMinute?.busiestHour.settled).toBeCloseTo(143_664.0625, 4);
    expect(option.tokensPerMinute?.burst).toEqual({ settled: 364_500, reserved: 162 * 2300 });
  });

  it('an option counts requests in flight by the mean latency', () => {
    const latency = { avg: 5600, p50: 5300, p95: 10_000 };
    const { inFlight } = createOption({ ...sonnet, latency }, traffic, undefined);
    expect(inFlight?.mean).toBeCloseTo(3.240_740_7, 6);
    expect(inFlight?.busiestHour).toBeCloseTo(5.959_398, 5);
  });

  it.each([
    ['pass', { low: 3, high: 3.3 }],
    ['inconclusive', { low: 3, high: 3.4 }],
    ['fail', { low: 3.4, high: 4 }],
  ])(
    'an option is within the budget: %s, for an interval of %j per 1k',
    (finding, per1kInterval) => {
      const option = createOption({ ...sonnet, per1k: 3.2, per1kInterval }, traffic, 5000);
      expect(option.withinBudget).toBe(finding);
    },
  );

  it.each([
    ['inconclusive', 5000],
    ['fail', 5001],
  ])(
    'an option of fewer than 30 answers, budget of 5,000 dollars: %s, with %d dollars fixed a month',
    (finding, perMonth) => {
      const { per1kInterval, ...few } = { ...haiku, fixed: [{ name: 'vectors', perMonth }] };
      expect(per1kInterval).toBeDefined();
      expect(createOption(few, traffic, 5000).withinBudget).toBe(finding);
    },
  );

  it('an option omits what was not measured', () => {
    const { size, ...uncounted } = { ...sonnet, per1k: 'unknown' as const };
    expect(size).toBeDefined();
    const option = createOption(uncounted, traffic, 5000);
    expect(option).toMatchObject({ perMonth: 'unknown', withinBudget: 'no-data' });
    expect(option.tokensPerMinute).toBeUndefined();
    expect(option.inFlight).toBeUndefined();
    expect(option.caveats).toEqual([
      'What sonnet costs is unknown: a price or a token count is missing.',
    ]);
  });

  it('an option warns where the tested rate is below the demand', () => {
    const caveats = (testedPerSecond: number) =>
      createOption({ ...haiku, testedPerSecond }, traffic, undefined).caveats;
    expect(caveats(1)).toEqual([
      'The busiest minutes bring 2.7/s and haiku was tested at 1/s: its latency there was not measured.',
    ]);
    expect(caveats(2.7)).toEqual([]);
  });

  it('an option warns when a quota will throttle, and when maxTokens wastes it', () => {
    const wasteful = { ...sonnet, maxTokens: 1024, quota: 200_000 };
    expect(createOption(wasteful, traffic, undefined).caveats).toEqual([
      'The quota of 200,000 tokens a minute sustains 88 queries a minute, and the busiest minutes bring 162: sonnet will be throttled.',
      'Each query to sonnet reserves 1,024 output tokens of the quota and uses 250: a lower maxTokens needs less quota.',
    ]);
    expect(createOption({ ...sonnet, quota: 400_000 }, traffic, undefined).caveats).toEqual([]);
  });

  it('an option warns where its objectives are not settled', () => {
    const option = createOption({ ...haiku, objectives: 'inconclusive' }, traffic, undefined);
    expect(option.caveats).toEqual([
      'Whether haiku meets its objectives is not settled: the run has too few samples.',
    ]);
  });
});

describe('cheapest option', () => {
  it('the cheapest option is the one with the lowest known monthly bill', () => {
    const options = [{ ...haiku, per1k: 'unknown' as const }, sonnet, llama].map((target) =>
      createOption(target, traffic, undefined),
    );
    expect(cheapestOption(options)?.target).toBe('llama');
    expect(cheapestOption(options.slice(0, 1))).toBeUndefined();
  });
});
