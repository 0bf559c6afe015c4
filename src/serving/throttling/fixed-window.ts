import type { Milliseconds } from '../../time/duration.ts';
import type { Meter } from './meter.ts';

/**
 * Creates a fixed window, which resets at each multiple of `length`. A settlement changes the
 * window of its charge; after that window only the excess counts, as of now.
 */
export function createFixedWindow(limit: number, length: Milliseconds): Meter {
  let start = Number.NEGATIVE_INFINITY;
  let used = 0;

  function turn(now: Milliseconds): void {
    const current = Math.floor(now / length) * length;
    if (current <= start) return;
    start = current;
    used = 0;
  }

  return {
    free(now) {
      turn(now);
      return limit - used;
    },
    charge(amount, now) {
      turn(now);
      used += amount;
      return { at: now, amount };
    },
    settle(charge, amount, now) {
      turn(now);
      const change = amount - charge.amount;
      if (charge.at >= start || change > 0) used += change;
      charge.amount = amount;
    },
    wait: (amount, now) =>
      amount > limit ? undefined : Math.floor(now / length) * length + length - now,
  };
}
