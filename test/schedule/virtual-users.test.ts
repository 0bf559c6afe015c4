import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Stage } from '../../src/scenario/load/load.ts';
import { plannedArrivals, regularDuration } from '../../src/schedule/planned-duration.ts';
import { virtualUsers } from '../../src/schedule/virtual-users.ts';

function ramp(startVUs: number, stages: readonly Stage[]) {
  return { executor: 'ramping-vus', startVUs, stages, gracefulRampDown: 30_000 } as const;
}

describe('virtual users', () => {
  it('virtual users of constant-vus are active from start to end', () => {
    expect(virtualUsers({ executor: 'constant-vus', vus: 2, duration: 1000 })).toEqual([
      { index: 0, spans: [{ start: 0, stop: 1000 }] },
      { index: 1, spans: [{ start: 0, stop: 1000 }] },
    ]);
  });

  it('virtual users of per-vu-iterations each know how many requests to make', () => {
    const load = { executor: 'per-vu-iterations', vus: 2, iterations: 3, maxDuration: 60 } as const;
    expect(virtualUsers(load).map((user) => user.iterations)).toEqual([3, 3]);
    expect(plannedArrivals(load)).toBe(6);
    expect(regularDuration(load)).toBe(60);
  });

  it('virtual users of shared-iterations leave the count to the one counter they share', () => {
    const load = { executor: 'shared-iterations', vus: 2, iterations: 3, maxDuration: 60 } as const;
    expect(virtualUsers(load).map((user) => user.iterations)).toEqual([undefined, undefined]);
    expect(plannedArrivals(load)).toBe(3);
  });
});

describe('ramping virtual users', () => {
  it('ramping virtual users start where the line reaches their number and stop one step late', () => {
    const users = virtualUsers(
      ramp(1, [
        { duration: 4000, target: 5 },
        { duration: 1000, target: 5 },
        { duration: 4000, target: 1 },
      ]),
    );
    expect(users.map((user) => user.spans)).toEqual([
      [{ start: 0, stop: 9000 }],
      [{ start: 1000, stop: 9000 }],
      [{ start: 2000, stop: 8000 }],
      [{ start: 3000, stop: 7000 }],
      [{ start: 4000, stop: 6000 }],
    ]);
  });

  it('ramping virtual users restart in a later stage', () => {
    const users = virtualUsers(
      ramp(2, [
        { duration: 0, target: 1 },
        { duration: 1000, target: 1 },
        { duration: 0, target: 2 },
        { duration: 500, target: 2 },
        { duration: 0, target: 0 },
        { duration: 100, target: 0 },
        { duration: 100, target: 1 },
        { duration: 50, target: 1 },
      ]),
    );
    expect(users.map((user) => user.spans)).toEqual([
      [
        { start: 0, stop: 1500 },
        { start: 1700, stop: 1750 },
      ],
      [{ start: 1000, stop: 1500 }],
    ]);
  });

  it('ramping virtual users continue where one stage stops them and the next starts them at the same time', () => {
    const users = virtualUsers(
      ramp(1, [
        { duration: 100, target: 1 },
        { duration: 0, target: 0 },
        { duration: 0, target: 1 },
        { duration: 100, target: 1 },
      ]),
    );
    expect(users).toEqual([{ index: 0, spans: [{ start: 0, stop: 200 }] }]);
  });

  it('ramping virtual users that would start at the very end never start', () => {
    const users = virtualUsers(ramp(0, [{ duration: 100, target: 1 }]));
    expect(users).toEqual([{ index: 0, spans: [] }]);
  });

  it('ramping virtual users are as many as the stages require, at every stage end and never more than a step off', () => {
    const stages = fc.array(
      fc.record({
        duration: fc.integer({ min: 1, max: 5000 }),
        target: fc.integer({ min: 0, max: 12 }),
      }),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 12 }),
        stages,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (startVUs, list, part) => {
          const users = virtualUsers(ramp(startVUs, list));
          let from = startVUs;
          let start = 0;
          for (const { duration, target } of list) {
            const at = start + part * duration;
            const line = from + (target - from) * part;
            const active = users.filter(({ spans }) =>
              spans.some((span) => span.start <= at && at < span.stop),
            ).length;
            if (at < regularDuration(ramp(startVUs, list))) {
              expect(Math.abs(active - line)).toBeLessThanOrEqual(1 + 1e-9);
            }
            from = target;
            start += duration;
          }
          for (const { spans } of users) {
            for (const [i, span] of spans.entries()) {
              expect(span.stop).toBeGreaterThan(span.start);
              if (i > 0) expect(span.start).toBeGreaterThan(spans[i - 1]?.stop ?? Infinity);
            }
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});
