import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Executor, Load } from '../../src/scenario/load/load.ts';
import { joinedPeakRate, peakRate } from '../../src/schedule/peak-rate.ts';

const open = { maxVUs: 9, onSaturation: 'queue', arrival: { process: 'uniform' } } as const;

function constant(rate: number, duration = 10_000): Executor {
  return { executor: 'constant-arrival-rate', rate, timeUnit: 1000, duration, ...open };
}

function load(executor: Executor, startTime = 0): Load {
  return { name: 'a', target: 't', startTime, gracefulStop: 0, tags: {}, ...executor };
}

const replay: Executor = {
  executor: 'replay',
  speed: 2,
  duration: Infinity,
  maxVUs: 9,
  onSaturation: 'queue',
};

describe('peak of a load, in arrivals a minute', () => {
  it.each<[string, Executor, number[], number | undefined]>([
    ['a constant rate is that rate', constant(2), [], 120],
    [
      'a ramp is its highest stage',
      {
        executor: 'ramping-arrival-rate',
        startRate: 1,
        timeUnit: 60_000,
        stages: [
          { duration: 1000, target: 30 },
          { duration: 1000, target: 0 },
        ],
        ...open,
      },
      [],
      30,
    ],
    ['a replay is its busiest minute, at its speed', replay, [0, 119_999, 120_000, 240_000], 2],
    [
      'a closed loop is not known',
      { executor: 'constant-vus', vus: 5, duration: 1000 },
      [],
      undefined,
    ],
  ])('the peak rate of %s', (_, executor, at, peak) => {
    expect(peakRate(executor, at)).toBe(peak);
  });

  it('the peak rate of a replay is never more than its arrivals, nor less than their mean', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(600_000), { minLength: 1 }), (at) => {
        const peak = peakRate({ ...replay, speed: 1 }, at) ?? Number.NaN;
        expect(peak).toBeLessThanOrEqual(at.length);
        expect(peak).toBeGreaterThanOrEqual(Math.ceil(at.length / 11));
      }),
    );
  });
});

describe('joined peak of loads', () => {
  it.each<[string, Load[], number | undefined]>([
    ['adds those that run at once', [load(constant(1)), load(constant(2), 5000)], 180],
    [
      'is the highest of those that follow each other',
      [load(constant(1)), load(constant(2), 10_000)],
      120,
    ],
    ['is none without a load', [], 0],
    [
      'is not known with a closed loop among them',
      [load(constant(1)), load({ executor: 'constant-vus', vus: 5, duration: 1000 })],
      undefined,
    ],
  ])('the joined peak of loads %s', (_, loads, peak) => {
    expect(joinedPeakRate(loads, [])).toBe(peak);
  });
});
