import { describe, expect, it } from 'vitest';
import { createThrottle, type Throttle } from '../../../src/serving/base/throttle.ts';

const DAY = 86_400_000;

/** Returns how many of `n` simultaneous requests are admitted. */
function admitted(throttle: Throttle, n: number, now: number): number {
  let count = 0;
  for (let i = 0; i < n; i++) if (throttle.admit(now) === undefined) count++;
  return count;
}

describe('gateway’s throttle', () => {
  it('a gateway’s throttle admits a burst at once and then its rate', () => {
    const throttle = createThrottle({ rate: 10, burst: 5 });
    expect(admitted(throttle, 20, 0)).toBe(5);
    expect(admitted(throttle, 20, 100)).toBe(1);
    expect(admitted(throttle, 20, 1_000)).toBe(5);
    expect(throttle.admit(1_000)).toBe('rate');
  });

  it('a gateway’s throttle uses the account’s limits where a path has none', () => {
    const throttle = createThrottle();
    expect(admitted(throttle, 6_000, 0)).toBe(5_000);
    expect(admitted(throttle, 6_000, 100)).toBe(1_000);
  });

  it('a gateway’s throttle counts requests admitted by the rate against the usage plan’s quota', () => {
    const throttle = createThrottle({ rate: 1, burst: 2, quota: { requests: 3, per: 'day' } });
    expect(admitted(throttle, 5, 0)).toBe(2);
    expect(admitted(throttle, 5, 10_000)).toBe(1);
    expect(throttle.admit(20_000)).toBe('quota');
    expect(throttle.admit(DAY)).toBeUndefined();
  });
});
