import { describe, expect, it } from 'vitest';
import { capacitySchema } from '../../../src/scenario/emulator/capacity-schema.ts';
import { scenarioSchema } from '../../../src/scenario/scenario-schema.ts';

describe('the capacity of an emulated server', () => {
  it('is parsed as a setting of the emulator, with durations in milliseconds', () => {
    const { emulator } = scenarioSchema.parse({
      dataset: 'q.csv',
      emulator: {
        capacity: {
          rag: { instances: { min: 0, max: 4, target: 8, startTime: '3m' }, perInstance: 64 },
          '/prod/ask': { gateway: { rate: 50, quota: { requests: 1000, per: 'day' } } },
        },
      },
    });
    expect(emulator.capacity).toEqual({
      rag: {
        instances: { min: 0, max: 4, target: 8, startTime: 180_000, idleTime: 600_000 },
        perInstance: 64,
      },
      '/prod/ask': { gateway: { rate: 50, quota: { requests: 1000, per: 'day' } } },
    });
  });

  it('is rejected if its minimum of instances exceeds its maximum', () => {
    const read = capacitySchema.safeParse({ instances: { min: 3, max: 2, target: 1 } });
    expect(read.error?.message).toMatch(/min is above/);
  });

  it('rejects an unknown key with the nearest known one', () => {
    const read = capacitySchema.safeParse({ perInstanse: 3 });
    expect(read.error?.message).toContain('Did you mean \\"perInstance\\"?');
  });
});
