import type { Milliseconds } from '../../time/duration.ts';
import type { Meter } from './meter.ts';

/**
 * A bucket is a Meter that starts full with one length's worth, refills evenly and never holds
 * more. What a settlement gives back goes in at once; what it takes may leave the bucket in debt.
 */
export function createTokenBucket(limit: number, length: Milliseconds): Meter {
  let level = limit;
  let last = Number.NEGATIVE_INFINITY;

  function refill(now: Milliseconds): void {
    if (now <= last) return;
    level = Math.min(limit, level + ((now - last) * limit) / length);
    last = now;
  }

  return {
    free(now) {
      refill(now);
      return level;
    },
    charge(amount, now) {
      refill(now);
      level -= amount;
      return { at: now, amount };
    },
    settle(charge, amount, now) {
      refill(now);
      level = Math.min(limit, level + charge.amount - amount);
      charge.amount = amount;
    },
    wait(amount, now) {
      if (amount > limit) return undefined;
      refill(now);
      return (Math.max(0, amount - level) * length) / limit;
    },
  };
}
