import type { Milliseconds } from '../time/duration.ts';

/**
 * Cumulative arrivals over a load's time: the area under its rate curve, and its inverse.
 *
 * Areas are in arrivals and need not be whole, because a rate may end between two arrivals.
 */
export interface ArrivalCurve {
  /** End of the rate, milliseconds from the load's start. */
  readonly end: Milliseconds;
  /** Expected arrivals from start to end. */
  readonly area: number;
  /** Number of arrivals, known before the first is sent. */
  readonly count: number;
  /**
   * Area at which the first evenly spaced arrival is due: as in k6, 0 for a constant rate, 1 for a
   * ramp.
   */
  readonly first: 0 | 1;
  /** Returns the first time at which the area under the rate reaches `area`. */
  reach(area: number): Milliseconds;
}
