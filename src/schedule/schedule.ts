import type { Milliseconds } from '../time/duration.ts';

/** The n-th request of a load and its due time, milliseconds from the load's start. */
export interface Arrival {
  /** Index from 0, without gaps. */
  readonly index: number;
  readonly due: Milliseconds;
}

/**
 * Ordered sequence of arrivals, generated anew on each iteration.
 *
 * For open loops only: in a closed loop the next request is due when the last one ends, which
 * cannot be planned (see virtual-users.ts).
 */
export type Schedule = Iterable<Arrival>;
