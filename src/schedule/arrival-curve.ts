import type { Milliseconds } from '../time/duration.ts';

/**
 * An ArrivalCurve is how arrivals add up over a load's time: the area under its rate curve, and the inverse.
 *
 * Areas are arrivals; they need not be whole, because a rate may end between two of them.
 */
export interface ArrivalCurve {
  /** When the rate ends, from the load's start. */
  readonly end: Milliseconds;
  /** Arrivals expected from start to end. */
  readonly area: number;
  /** Arrivals there are: whole, and known before the first is sent. */
  readonly count: number;
  /** The area at which the first evenly spaced arrival is due: k6 starts a constant rate at once, a ramp at 1. */
  readonly first: 0 | 1;
  /** The first instant at which the area under the rate has reached `area`. */
  reach(area: number): Milliseconds;
}
