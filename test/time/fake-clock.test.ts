import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../src/time/fake-clock.ts';

describe('the fake clock', () => {
  it('wakes sleepers in the order of their times, each at its own time', async () => {
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

  it('does not move for a sleeper whose signal aborted', async () => {
    const clock = new FakeClock();
    const waking = new AbortController();
    const sleep = clock.sleepUntil(500, waking.signal);
    waking.abort();
    await clock.runUntil(sleep);
    expect(clock.now()).toBe(0);
  });

  it('hands on what its run rejects with', async () => {
    const clock = new FakeClock();
    await expect(clock.runUntil(Promise.reject(new Error('no')))).rejects.toThrow('no');
  });

  it('rings its alarms as it passes them, and none that was called off', async () => {
    const clock = new FakeClock();
    const rung: number[] = [];
    clock.timer(20, () => rung.push(clock.now()));
    clock.timer(10, () => rung.push(clock.now()));
    clock.timer(15, () => rung.push(clock.now()))();
    await clock.runUntil(clock.sleepUntil(30));
    expect(rung).toEqual([10, 20]);
  });
});
