import { describe, expect, it } from 'vitest';
import { createTraffic } from '../../src/plan/demand/traffic.ts';
import { sensitivities } from '../../src/plan/sensitivity.ts';
import { ragFixed, sonnet } from './sample-target.ts';

const traffic = createTraffic({ queriesPerDay: 50_000, profile: 'flat' }, 30);

describe('sensitivities of a bill', () => {
  it('the sensitivities of a bill are sorted by the size of their effect', () => {
    const target = { ...sonnet, fixed: ragFixed, per1kInterval: { low: 9.6, high: 9.9 } };
    const bars = sensitivities(target, traffic);
    expect(bars.map(({ input, basis }) => [input, basis])).toEqual([
      ['queries per day', 'assumed'],
      ['input tokens', 'assumed'],
      ['output tokens', 'assumed'],
      ['days in the month', 'assumed'],
      ['cost per 1k as sampled', 'measured'],
      ['fixed costs', 'assumed'],
    ]);
  });

  it('the sensitivities of a bill vary one input and keep the others', () => {
    const bars = Object.fromEntries(
      sensitivities({ ...sonnet, fixed: ragFixed }, traffic).map((bar) => [bar.input, bar]),
    );
    const fixed = 401.850_075;
    expect(bars['queries per day']?.perMonthHigh).toBeCloseTo(14_625 * 1.2 + fixed, 6);
    expect(bars['input tokens']).toMatchObject({ low: 1600, high: 2400 });
    expect(bars['input tokens']?.perMonthLow).toBeCloseTo(14_625 - 1800 + fixed, 6);
    expect(bars['output tokens']?.perMonthHigh).toBeCloseTo(14_625 + 1125 + fixed, 6);
    expect(bars['days in the month']?.perMonthLow).toBeCloseTo(487.5 * 28 + fixed, 6);
    expect(bars['fixed costs']?.perMonthLow).toBeCloseTo(14_625 + fixed * 0.8, 6);
  });

  it('the sensitivities of a bill count the cached part of a prompt at its own prices', () => {
    const size = { input: 1000, output: 250, cacheRead: 4000, cacheWrite: 1000 };
    const per1k = 3 + 3.75 + 1.2 + 3.75;
    const found = sensitivities({ ...sonnet, per1k, size }, traffic).find(
      ({ input }) => input === 'input tokens',
    );
    expect(found).toMatchObject({ low: 4800, high: 7200 });
    const swing = 0.2 * (3 + 1.2 + 3.75) * 1500;
    expect(found?.perMonthHigh).toBeCloseTo(per1k * 1500 + swing, 6);
    expect(found?.perMonthLow).toBeCloseTo(per1k * 1500 - swing, 6);
  });

  it('the sensitivities of a bill omit the prompt where its size is unknown', () => {
    const bars = sensitivities({ ...sonnet, size: { input: 0, output: 250 } }, traffic);
    expect(bars.every(({ perMonthLow }) => Number.isFinite(perMonthLow))).toBe(true);
  });

  it('the sensitivities of a bill are none where the cost is unknown', () => {
    expect(sensitivities({ ...sonnet, per1k: 'unknown' }, traffic)).toEqual([]);
  });
});
