import { describe, expect, it } from 'vitest';
import { systemClock, timeSlept } from '../../src/time/clock.ts';

describe('the system clock', () => {
  it('the system clock never wakes early and never goes back', async () => {
    for (const wait of [0, 0.4, 3, 12]) {
      const due = systemClock.now() + wait;
      await systemClock.sleepUntil(due);
      expect(systemClock.now()).toBeGreaterThanOrEqual(due);
    }
  });

  it('the system clock returns at once for a time in the past', async () => {
    await systemClock.sleepUntil(systemClock.now() - 1000);
  });

  it('the system clock wakes when the signal aborts, before and during a sleep', async () => {
    const far = systemClock.now() + 3_600_000;
    await systemClock.sleepUntil(far, AbortSignal.abort());
    const waking = new AbortController();
    const sleep = systemClock.sleepUntil(far, waking.signal);
    waking.abort();
    await sleep;
    expect(systemClock.now()).toBeLessThan(far);
  });

  it('the system clock sleeps longer than the longest setTimeout', async () => {
    const waking = new AbortController();
    let woken = false;
    const sleep = systemClock.sleepUntil(Number.POSITIVE_INFINITY, waking.signal).then(() => {
      woken = true;
      return woken;
    });
    await systemClock.sleepUntil(systemClock.now() + 20);
    expect(woken).toBe(false);
    waking.abort();
    await sleep;
    expect(woken).toBe(true);
  });

  it('the system clock fires timers in order, each once, and no cancelled one', async () => {
    const now = systemClock.now();
    const fired: string[] = [];
    systemClock.timer(now + 30, () => fired.push('late'));
    systemClock.timer(now + 10, () => fired.push('soon'));
    systemClock.timer(now - 10, () => fired.push('past'));
    const cancel = systemClock.timer(now + 15, () => fired.push('never'));
    cancel();
    await systemClock.sleepUntil(now + 60);
    expect(fired).toEqual(['past', 'soon', 'late']);
  });

  it('the system clock fires timers that came due while it was busy: earliest first, then as set', async () => {
    const now = systemClock.now();
    const fired: string[] = [];
    systemClock.timer(now + 0.7, () => fired.push('last'));
    systemClock.timer(now + 0.6, () => fired.push('first of two'));
    systemClock.timer(now + 0.6, () => fired.push('second of two'));
    systemClock.timer(now + 0.5, () => fired.push('first'));
    while (systemClock.now() < now + 5);
    await systemClock.sleepUntil(systemClock.now() + 10);
    expect(fired).toEqual(['first', 'first of two', 'second of two', 'last']);
  });

  it('a timer may set the next one while it fires', async () => {
    let calls = 0;
    await new Promise<void>((resolve) => {
      const fire = (): void => {
        calls += 1;
        if (calls === 50) resolve();
        else systemClock.timer(systemClock.now() + 0.3, fire);
      };
      fire();
    });
    expect(calls).toBe(50);
  });

  it('the system clock reports the time it napped', async () => {
    const before = timeSlept();
    for (let n = 0; n < 20; n++) await systemClock.sleepUntil(systemClock.now() + 1);
    expect(timeSlept()).toBeGreaterThan(before);
  });
});
