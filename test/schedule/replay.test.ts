import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/random/random.ts';
import { createSchedule } from '../../src/schedule/create-schedule.ts';
import { replay, type Replay } from '../../src/schedule/replay.ts';

const load: Replay = {
  executor: 'replay',
  speed: 2,
  duration: Infinity,
  maxVUs: 1,
  onSaturation: 'queue',
};

describe('replay', () => {
  it('replay sends row i at its trace time from the first row, divided by the speed', () => {
    const schedule = replay(load, [500, 700, 700, 2500]);
    expect([...schedule]).toEqual([
      { index: 0, due: 0 },
      { index: 1, due: 100 },
      { index: 2, due: 100 },
      { index: 3, due: 1000 },
    ]);
  });

  it('replay omits rows later than its duration, in replayed time', () => {
    const dues = [...replay({ ...load, duration: 100 }, [500, 700, 701])].map(({ due }) => due);
    expect(dues).toEqual([0, 100]);
  });

  it.each([
    { name: 'no times', at: undefined, message: 'The replay executor found no times' },
    { name: 'no rows', at: [], message: 'The replay executor found no times' },
    {
      name: 'a step back',
      at: [0, 5, 4],
      message: 'Row 3 of the trace is at 4 ms, before its forerunner at 5 ms. Sort',
    },
    {
      name: 'no number',
      at: [0, Number.NaN],
      message: 'Row 2 of the trace has no time to be replayed at. Give',
    },
  ])('replay refuses $name', ({ at, message }) => {
    const random = createRandom(1, 'arrivals');
    const make = () => createSchedule(load, at === undefined ? { random } : { random, at });
    expect(make).toThrow(message);
  });
});
