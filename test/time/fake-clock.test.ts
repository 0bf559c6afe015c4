import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../src/time/fake-clock.ts';

describe('the fake clock', () => {
  it('the fake clock wakes sleepers in order, each at its own time', async () => {
    const clock = new FakeClock(100);
    const woken: [string, number][] = [];
    const sleeper = async (name: string, at: number): Promise<void> => {
      await clock.sleepUntil(at);
      woken.push([name, clock.now()]);
    };
    await clock.runUntil(
      Promise.all([sleeper('late', 900), sleeper('soon', 150), sleeper('past', 20)]),
    );
    expect(woken).toEqual([
      ['past', 100],
      ['soon', 150],
      ['late', 900],
    ]);
  });

  it('the fake clock does not move for a sleeper whose signal aborted', async () => {
    const clock = new FakeClock();
    const waking = new AbortController();
    const sleep = clock.sleepUntil(500, waking.signal);
    waking.abort();
    await clock.runUntil(sleep);
    expect(clock.now()).toBe(0);
  });

  it('the fake clock rejects with the error of its run', async () => {
    const clock = new FakeClock();
    await expect(clock.runUntil(Promise.reject(new Error('no')))).rejects.toThrow('no');
  });

  it('the fake clock fires its timers, and no cancelled one', async () => {
    const clock = new FakeClock();
    const fired: number[] = [];
    clock.timer(20, () => fired.push(clock.now()));
    clock.timer(10, () => fired.push(clock.now()));
    clock.timer(15, () => fired.push(clock.now()))();
    await clock.runUntil(clock.sleepUntil(30));
    expect(fired).toEqual([10, 20]);
  });
});
