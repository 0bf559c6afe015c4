import { describe, expect, it } from 'vitest';
import type { Executor } from '../../src/scenario/load/load.ts';
import { EXECUTOR_NAMES, traitsOf } from '../../src/schedule/executors.ts';

const arrival = { process: 'uniform' } as const;
const slots = { maxVUs: 7, onSaturation: 'queue' } as const;
const stages = [
  { duration: 60_000, target: 30 },
  { duration: 30_000, target: 0 },
];

/** One load of each executor, and what is to be told of it. */
const EXPECTED: readonly (readonly [Executor, object])[] = [
  [
    { executor: 'constant-vus', vus: 3, duration: 60_000 },
    { loop: 'closed', level: true, duration: 60_000, concurrency: 3 },
  ],
  [
    { executor: 'ramping-vus', startVUs: 5, stages, gracefulRampDown: 0 },
    { loop: 'closed', level: false, duration: 90_000, concurrency: 30 },
  ],
  [
    { executor: 'shared-iterations', vus: 2, iterations: 9, maxDuration: 40_000 },
    { loop: 'closed', level: true, duration: 40_000, planned: 9, concurrency: 2 },
  ],
  [
    { executor: 'per-vu-iterations', vus: 2, iterations: 9, maxDuration: 40_000 },
    { loop: 'closed', level: true, duration: 40_000, planned: 18, concurrency: 2 },
  ],
  [
    {
      executor: 'constant-arrival-rate',
      rate: 2,
      timeUnit: 1000,
      duration: 60_000,
      arrival,
      ...slots,
    },
    { loop: 'open', level: true, duration: 60_000, planned: 120, peak: 120, concurrency: 7 },
  ],
  [
    {
      executor: 'ramping-arrival-rate',
      startRate: 0,
      timeUnit: 60_000,
      stages,
      arrival,
      ...slots,
    },
    { loop: 'open', level: false, duration: 90_000, planned: 22, peak: 30, concurrency: 7 },
  ],
  [
    { executor: 'replay', speed: 2, duration: 90_000, ...slots },
    { loop: 'open', level: false, duration: 90_000, peak: 2, concurrency: 7 },
  ],
];

describe('executor', () => {
  it('every executor is in this table', () => {
    expect(EXPECTED.map(([{ executor }]) => executor).toSorted()).toEqual(
      EXECUTOR_NAMES.toSorted(),
    );
  });

  it.each(EXPECTED)(
    'the executor %o has its loop, level, duration, arrivals and concurrency',
    (load, want) => {
      const traits = traitsOf(load);
      const [planned, peak] = [traits.planned(load), traits.peak(load, [0, 60_000, 200_000])];
      expect({
        loop: traits.loop,
        level: traits.level,
        duration: traits.duration(load),
        ...(planned === undefined ? {} : { planned }),
        ...(peak === undefined ? {} : { peak }),
        concurrency: traits.concurrency(load),
      }).toEqual(want);
    },
  );
});
