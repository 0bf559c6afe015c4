import { describe, expect, it } from 'vitest';
import { systemClock, timeSlept } from '../../src/time/clock.ts';

describe('the system clock', () => {
  it('never wakes early and never goes back', async () => {
    for (const wait of [0, 0.4, 3, 12]) {
      const due = systemClock.now() + wait;
      await systemClock.sleepUntil(due);
      expect(systemClock.now()).toBeGreaterThanOrEqual(due);
    }
  });

  it('returns at once for a time that is past', async () => {
    await systemClock.sleepUntil(systemClock.now() - 1000);
  });

  it('wakes when its signal aborts, before and while it sleeps', async () => {
    const far = systemClock.now() + 3_600_000;
    await systemClock.sleepUntil(far, AbortSignal.abort());
    const waking = new AbortController();
    const sleep = systemClock.sleepUntil(far, waking.signal);
    waking.abort();
    await sleep;
    expect(systemClock.now()).toBeLessThan(far);
  });

  it('sleeps through waits longer than a timer can hold', async () => {
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

  it('rings alarms in the order of their times, each once, and none that is called off', async () => {
    const now = systemClock.now();
    const rung: string[] = [];
    systemClock.timer(now + 30, () => rung.push('late'));
    systemClock.timer(now + 10, () => rung.push('soon'));
    systemClock.timer(now - 10, () => rung.push('past'));
    const callOff = systemClock.timer(now + 15, () => rung.push('never'));
    callOff();
    await systemClock.sleepUntil(now + 60);
    expect(rung).toEqual(['past', 'soon', 'late']);
  });

  it('rings what came due while the loop was busy: the earliest first, then as they were set', async () => {
    const now = systemClock.now();
    const rung: string[] = [];
    systemClock.timer(now + 0.7, () => rung.push('last'));
    systemClock.timer(now + 0.6, () => rung.push('first of two'));
    systemClock.timer(now + 0.6, () => rung.push('second of two'));
    systemClock.timer(now + 0.5, () => rung.push('first'));
    while (systemClock.now() < now + 5);
    await systemClock.sleepUntil(now + 10);
    expect(rung).toEqual(['first', 'first of two', 'second of two', 'last']);
  });

  it('lets an alarm set the next while it rings', async () => {
    let rings = 0;
    await new Promise<void>((resolve) => {
      const fire = (): void => {
        rings += 1;
        if (rings === 50) resolve();
        else systemClock.timer(systemClock.now() + 0.3, fire);
      };
      fire();
    });
    expect(rings).toBe(50);
  });

  it('says how long it napped on the way', async () => {
    const before = timeSlept();
    for (let n = 0; n < 20; n++) await systemClock.sleepUntil(systemClock.now() + 1);
    expect(timeSlept()).toBeGreaterThan(before);
  });
});
