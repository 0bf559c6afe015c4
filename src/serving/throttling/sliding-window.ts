import type { Milliseconds } from '../../time/duration.ts';
import type { Charge, Meter } from './meter.ts';

/**
 * Creates a sliding window, which counts each charge for `length`. A settlement changes the charge
 * in place; once that has expired, only the excess counts, as of now.
 */
export function createSlidingWindow(limit: number, length: Milliseconds): Meter {
  let charges: Charge[] = [];
  let expired = 0;
  let used = 0;

  function slide(now: Milliseconds): void {
    for (let oldest = charges[expired]; oldest !== undefined; oldest = charges[expired]) {
      if (oldest.at + length > now) break;
      used -= oldest.amount;
      expired++;
    }
    if (expired > 1024 && expired * 2 > charges.length) {
      charges = charges.slice(expired);
      expired = 0;
    }
  }

  function charge(amount: number, now: Milliseconds): Charge {
    slide(now);
    const entry: Charge = { at: now, amount };
    charges.push(entry);
    used += amount;
    return entry;
  }

  return {
    free(now) {
      slide(now);
      return limit - used;
    },
    charge,
    settle(entry, amount, now) {
      slide(now);
      const change = amount - entry.amount;
      entry.amount = amount;
      if (entry.at + length > now) used += change;
      else if (change > 0) charge(change, now);
    },
    wait(amount, now) {
      if (amount > limit) return undefined;
      slide(now);
      let free = limit - used;
      for (const entry of charges.slice(expired)) {
        free += entry.amount;
        if (free >= amount) return entry.at + length - now;
      }
      return 0;
    },
  };
}
