import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/random/random.ts';
import type { ArrivalProcess, OpenLoop, Stage } from '../../src/scenario/load/load.ts';
import { createSchedule } from '../../src/schedule/create-schedule.ts';
import { plannedArrivals, regularDuration } from '../../src/schedule/planned-duration.ts';

const UNIFORM: ArrivalProcess = { process: 'uniform' };
const base = { maxVUs: 10, onSaturation: 'queue', timeUnit: 1000 } as const;

function constant(rate: number, duration: number, arrival = UNIFORM): OpenLoop {
  return { ...base, executor: 'constant-arrival-rate', rate, duration, arrival };
}

function ramping(startRate: number, stages: readonly Stage[], arrival = UNIFORM): OpenLoop {
  return { ...base, executor: 'ramping-arrival-rate', startRate, stages, arrival };
}

function dues(load: OpenLoop, seed = 1): number[] {
  const random = createRandom(seed, 'arrivals');
  return [...createSchedule(load, { random })].map((arrival) => arrival.due);
}

const scattering = fc.oneof(
  fc.constant<ArrivalProcess>({ process: 'poisson' }),
  fc.double({ min: 0.2, max: 20, noNaN: true }).map((cv) => ({ process: 'gamma' as const, cv })),
);

const load = fc.oneof(
  fc
    .tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 20_000 }), scattering)
    .map(([rate, duration, arrival]) => constant(rate, duration, arrival)),
  fc
    .tuple(
      fc.integer({ min: 0, max: 30 }),
      fc.array(
        fc.record({
          duration: fc.integer({ min: 0, max: 9000 }),
          target: fc.integer({ min: 0, max: 30 }),
        }),
        { minLength: 1, maxLength: 5 },
      ),
      fc.oneof(fc.constant(UNIFORM), scattering),
    )
    .map(([start, stages, arrival]) => ramping(start, stages, arrival)),
);

describe('constant rate', () => {
  it.each([
    { rate: 2, duration: 2000, due: [0, 500, 1000, 1500] },
    { rate: 2, duration: 2001, due: [0, 500, 1000, 1500, 2000] },
    { rate: 0.4, duration: 5000, due: [0, 2500] },
    { rate: 1, duration: 500, due: [0] },
    { rate: 0, duration: 5000, due: [] },
  ])(
    'a constant rate of $rate a second for $duration ms is due at $due',
    ({ rate, duration, due }) => {
      expect(dues(constant(rate, duration))).toEqual(due);
    },
  );

  it('a constant rate does not drift: arrival 299,999 of three a second is due at 99,999,666.7 ms', () => {
    const all = dues(constant(3, 100_000_000));
    expect(all).toHaveLength(300_000);
    expect(all.at(-1)).toBeCloseTo(299_999_000 / 3, 6);
  });
});

describe('ramping rate', () => {
  it.each<{ name: string; start: number; stages: Stage[]; due: number[] }>([
    {
      name: 'is due one period later than a constant rate where it is level',
      start: 2,
      stages: [{ duration: 2000, target: 2 }],
      due: [500, 1000, 1500, 2000],
    },
    {
      name: 'is due where the area under a rise from zero reaches whole numbers',
      start: 0,
      stages: [{ duration: 4000, target: 2 }],
      due: [2000, 2000 * Math.SQRT2, 2000 * Math.sqrt(3), 4000],
    },
    {
      name: 'mirrors a rise on the way down',
      start: 2,
      stages: [{ duration: 4000, target: 0 }],
      due: [4000 - 2000 * Math.sqrt(3), 4000 - 2000 * Math.SQRT2, 2000, 4000],
    },
    {
      name: 'carries a fraction across stages',
      start: 1,
      stages: [
        { duration: 1500, target: 1 },
        { duration: 1000, target: 1 },
      ],
      due: [1000, 2000],
    },
    {
      name: 'jumps at a stage without duration',
      start: 0,
      stages: [
        { duration: 1000, target: 0 },
        { duration: 0, target: 4 },
        { duration: 500, target: 4 },
      ],
      due: [1250, 1500],
    },
    { name: 'of zero has no arrivals', start: 0, stages: [{ duration: 9000, target: 0 }], due: [] },
  ])('a ramping rate $name', ({ start, stages, due }) => {
    const actual = dues(ramping(start, stages));
    expect(actual).toHaveLength(due.length);
    for (const [i, expected] of due.entries()) expect(actual[i]).toBeCloseTo(expected, 6);
  });

  it('a ramping rate keeps its precision on a nearly constant rise', () => {
    const random = createRandom(1, 'arrivals');
    const load = ramping(1000, [{ duration: 1_000_000_000, target: 1000.000_001 }]);
    const [first, second] = createSchedule(load, { random });
    expect(first?.due).toBeCloseTo(1, 9);
    expect(second?.due).toBeCloseTo(2, 9);
  });

  it('a ramping rate counts fractional rates without losing the last arrival to rounding', () => {
    const load = ramping(0.1, [{ duration: 10_000, target: 0.7 }]);
    expect(plannedArrivals(load)).toBe(4);
    expect(dues(load).at(-1)).toBe(10_000);
  });
});

describe('every schedule', () => {
  it('every schedule is in order, numbered without gaps, inside its load, and as long as planned', () => {
    fc.assert(
      fc.property(load, fc.integer(), (any, seed) => {
        const random = createRandom(seed, 'arrivals');
        const arrivals = [...createSchedule(any, { random })];
        const end = regularDuration(any);
        const scattered = any.executor !== 'replay' && any.arrival.process !== 'uniform';
        expect(arrivals).toHaveLength(plannedArrivals(any) ?? -1);
        let last = 0;
        for (const [i, { index, due }] of arrivals.entries()) {
          expect(index).toBe(i);
          expect(due).toBeGreaterThanOrEqual(last);
          expect(scattered ? due < end : due <= end).toBe(true);
          last = due;
        }
      }),
      { numRuns: 60 },
    );
  });

  it('every schedule gives the same arrivals each time it is iterated and each time it is created', () => {
    fc.assert(
      fc.property(load, fc.integer(), (any, seed) => {
        const schedule = createSchedule(any, { random: createRandom(seed, 'arrivals') });
        const first = [...schedule].map((arrival) => arrival.due);
        expect([...schedule].map((arrival) => arrival.due)).toEqual(first);
        expect(dues(any, seed)).toEqual(first);
      }),
      { numRuns: 40 },
    );
  });

  it('every schedule changes its random arrivals with the seed', () => {
    const poisson = constant(10, 5000, { process: 'poisson' });
    expect(dues(poisson, 1)).not.toEqual(dues(poisson, 2));
  });
});
