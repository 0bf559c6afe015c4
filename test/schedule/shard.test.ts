import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/scenario/random.ts';
import { createSchedule } from '../../src/schedule/open-loop.ts';
import { stripe } from '../../src/schedule/shard.ts';

const schedule = () =>
  createSchedule(
    {
      executor: 'constant-arrival-rate',
      rate: 7,
      timeUnit: 1000,
      duration: 9000,
      arrival: { process: 'poisson' },
      maxVUs: 1,
      onSaturation: 'queue',
    },
    { random: createRandom(11, 'arrivals') },
  );

describe('stripe', () => {
  it('cuts a schedule into parts that are together exactly the whole', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 80 }), (of) => {
        // Each shard makes the schedule for itself, as separate machines do.
        const parts = Array.from({ length: of }, (_, shard) => [...stripe(schedule(), shard, of)]);
        const sizes = parts.map((part) => part.length);
        expect(parts.flat().sort((a, b) => a.index - b.index)).toEqual([...schedule()]);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
      { numRuns: 20 },
    );
  });

  it.each([
    [2, 2],
    [-1, 2],
    [0, 0],
    [0.5, 2],
  ])('refuses shard %d of %d', (shard, of) => {
    expect(() => stripe([], shard, of)).toThrow(`There is no shard ${shard} of ${of}.`);
  });
});
