import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/random/random.ts';
import { createSchedule } from '../../src/schedule/create-schedule.ts';
import { portion, shardOf, stripe } from '../../src/schedule/shard.ts';

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
  it('stripe divides a schedule into parts that are together exactly the whole', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 80 }), (of) => {
        // Each shard creates the schedule itself, as separate machines do.
        const parts = Array.from({ length: of }, (_, index) => [
          ...stripe(schedule(), { index, of }),
        ]);
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
  ])('stripe refuses shard %d of %d', (index, of) => {
    expect(() => stripe([], { index, of })).toThrow(`There is no shard ${index} of ${of}.`);
  });
});

describe('portion', () => {
  it('portion counts what the stripe holds', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.integer({ min: 1, max: 9 }), (count, of) => {
        const items = Array.from({ length: count }, (_, index) => ({ index }));
        for (let index = 0; index < of; index++) {
          const shard = { index, of };
          expect(portion(count, shard)).toBe([...stripe(items, shard)].length);
        }
      }),
    );
  });
});

describe('shardOf', () => {
  const users = (vus: number) => ({ executor: 'constant-vus', vus, duration: 1 }) as const;

  it('shardOf divides a load into no more parts than it has users', () => {
    expect(shardOf(users(2), { index: 1, of: 3 })).toEqual({ index: 1, of: 2 });
    expect(shardOf(users(2), { index: 2, of: 3 })).toBeUndefined();
    expect(shardOf(users(9), { index: 2, of: 3 })).toEqual({ index: 2, of: 3 });
  });

  it('shardOf assigns a load without users to the first shard', () => {
    const nobody = {
      executor: 'ramping-vus',
      startVUs: 0,
      stages: [],
      gracefulRampDown: 0,
    } as const;
    expect(shardOf(nobody, { index: 0, of: 2 })).toEqual({ index: 0, of: 1 });
  });
});
