import type { Milliseconds } from '../../time/duration.ts';

/** A Meter counts charges against a limit over time: tokens or requests per minute or day. */
export interface Meter {
  /** What may still be charged now; negative when a settlement went over the limit. */
  free(now: Milliseconds): number;
  charge(amount: number, now: Milliseconds): Charge;
  /** Corrects a charge once the true amount is known. Twice the same amount does nothing. */
  settle(charge: Charge, amount: number, now: Milliseconds): void;
  /** How long until `amount` is free if nobody else charges; undefined when it never will be. */
  wait(amount: number, now: Milliseconds): Milliseconds | undefined;
}

/** A Charge is one entry in a Meter; only its Meter changes it. */
export interface Charge {
  readonly at: Milliseconds;
  amount: number;
}
