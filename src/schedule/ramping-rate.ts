import type { OpenLoop } from '../scenario/load/load.ts';
import type { Milliseconds } from '../time/duration.ts';
import type { ArrivalCurve } from './arrival-curve.ts';

type RampingRate = Extract<OpenLoop, { executor: 'ramping-arrival-rate' }>;

/**
 * One stage of the ramp. Rates are per `timeUnit`, areas are rate times milliseconds, so that whole
 * inputs stay exact.
 */
interface Slope {
  readonly start: Milliseconds;
  readonly duration: Milliseconds;
  readonly from: number;
  readonly to: number;
  /** Area under all stages before this one, and including this one. */
  readonly before: number;
  readonly after: number;
}

/**
 * Creates the arrival curve of a piecewise linear rate. Arrival n, counted from 1, is due when the
 * area under the rate reaches n; a fraction left by one stage carries into the next (k6
 * lib/executor/ramping_arrival_rate.go, cal).
 *
 *     rate  to|      /|
 *             |    /  |       area(x) = from*x + (to - from)/(2*duration) * x^2
 *         from|  /____|____
 *                 x
 *
 * The last arrival may be due at the very end.
 */
export function rampingRate({ startRate, timeUnit, stages }: RampingRate): ArrivalCurve {
  const slopes: Slope[] = [];
  let start = 0;
  let from = startRate;
  let total = 0;
  for (const { duration, target: to } of stages) {
    const after = total + ((from + to) * duration) / 2;
    if (duration > 0) slopes.push({ start, duration, from, to, before: total, after });
    start += duration;
    from = to;
    total = after;
  }
  const area = total / timeUnit;
  return {
    end: start,
    area,
    // The factor absorbs rounding of fractional rates: 0.1 to 0.7 a second over 10 s is 4, not 3.
    count: Math.floor(area * (1 + 8 * Number.EPSILON)),
    first: 1,
    reach: (part) => {
      const slope = slopes.find(({ after }) => after >= part * timeUnit);
      return slope === undefined ? start : slope.start + within(slope, part * timeUnit);
    },
  };
}

/**
 * Solves area(x) = a for x in the form 2a / (from + sqrt(from^2 + 2*gradient*a)), which avoids
 * cancellation and needs no special case for a constant rate (Press et al., Numerical Recipes,
 * 5.6).
 */
function within({ duration, from, to, before }: Slope, area: number): Milliseconds {
  const rest = area - before;
  if (rest <= 0) return 0;
  const gradient = (to - from) / duration;
  const root = Math.sqrt(Math.max(0, from * from + 2 * gradient * rest));
  return Math.min(duration, (2 * rest) / (from + root));
}
