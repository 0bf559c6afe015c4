import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/sample/clock.ts';

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
});
