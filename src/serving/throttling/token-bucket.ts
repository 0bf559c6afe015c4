import type { Milliseconds } from '../../time/duration.ts';
import type { Meter } from './meter.ts';

/**
 * Creates a token bucket: it starts full with `limit`, refills evenly and never holds more. A
 * settlement's refund goes in at once; an extra charge may make the level negative.
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
