import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createIntervalTimer } from '../../../src/emulator/calibration/interval-timer.ts';

describe('the interval timer', () => {
  it('an interval timer ticks for every stream in turn until the stream ends', async () => {
    const beats: string[] = [];
    await new Promise<void>((resolve) => {
      const left = new Map([
        ['a', 3],
        ['b', 2],
      ]);
      const pace = createIntervalTimer<string>(2, (stream) => {
        beats.push(stream);
        const rest = (left.get(stream) ?? 0) - 1;
        left.set(stream, rest);
        if (rest === 0 && stream === 'a') resolve();
        return rest > 0;
      });
      pace.add('a');
      pace.add('b');
    });
    expect(beats).toEqual(['a', 'b', 'a', 'b', 'a']);
  });

  it('an interval timer never ticks early', async () => {
    const lates: number[] = [];
    await new Promise<void>((resolve) => {
      const pace = createIntervalTimer<number>(1, (_, late) => {
        lates.push(late);
        if (lates.length === 20) resolve();
        return lates.length < 20;
      });
      pace.add(0);
    });
    expect(Math.min(...lates)).toBeGreaterThanOrEqual(0);
  });

  it('a stopped interval timer does not tick', async () => {
    const beats: number[] = [];
    const pace = createIntervalTimer<number>(1, (stream) => beats.push(stream) > 0);
    pace.add(1);
    pace.stop();
    await sleep(10);
    expect(beats).toEqual([]);
  });
});
