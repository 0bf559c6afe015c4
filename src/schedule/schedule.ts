import type { Milliseconds } from '../time/duration.ts';

/** An Arrival is the n-th request of a load and when it should start, in milliseconds from the load's start. */
export interface Arrival {
  /** From 0, without gaps. */
  readonly index: number;
  readonly due: Milliseconds;
}

/**
 * A Schedule is an ordered sequence of Arrivals, made anew each time it is iterated.
 *
 * Open loops only: in a closed loop the next request is due when the last one ends, which no plan
 * can know (see virtual-users.ts).
 */
export type Schedule = Iterable<Arrival>;
