import { describe, expect, it } from 'vitest';
import { capacitySchema } from '../../../src/scenario/emulator/capacity-schema.ts';
import { scenarioSchema } from '../../../src/scenario/scenario-schema.ts';

describe('a capacity', () => {
  it('is read with its durations in milliseconds, and belongs to the emulator', () => {
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

  it('that shrinks below its least is refused', () => {
    const read = capacitySchema.safeParse({ instances: { min: 3, max: 2, target: 1 } });
    expect(read.error?.message).toMatch(/min is above/);
  });

  it('names the nearest known key', () => {
    const read = capacitySchema.safeParse({ perInstanse: 3 });
    expect(read.error?.message).toContain('Did you mean \\"perInstance\\"?');
  });
});
