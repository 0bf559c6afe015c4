import type { Milliseconds } from '../../time/duration.ts';

/** Counts charges against a limit over time: tokens or requests per minute or day. */
export interface Meter {
  /** Amount that may still be charged; negative when a settlement exceeded the limit. */
  free(now: Milliseconds): number;
  charge(amount: number, now: Milliseconds): Charge;
  /** Corrects a charge to the actual amount. Idempotent for the same amount. */
  settle(charge: Charge, amount: number, now: Milliseconds): void;
  /** Time until `amount` is free without other charges; undefined when it never will be. */
  wait(amount: number, now: Milliseconds): Milliseconds | undefined;
}

/** One entry of a meter; only its meter changes it. */
export interface Charge {
  readonly at: Milliseconds;
  amount: number;
}
