import { logGammaVariate } from '../random/gamma-variate.ts';
import type { Random } from '../random/random.ts';
import type { ArrivalProcess } from '../scenario/load/load.ts';
import type { ArrivalCurve } from './arrival-curve.ts';
import type { Schedule } from './schedule.ts';

/**
 * A Scatter is a Schedule whose arrivals lie around their Pace as an arrival process has them.
 *
 * `uniform` spaces them evenly. `poisson` and `gamma` keep their count, and so the bill, exact:
 * count + 1 independent Gamma gaps are scaled to fill the area under the rate, then mapped through
 * the inverse of that area. With exponential gaps (cv 1) these are the order statistics of a
 * Poisson process given its count (Cinlar, "Introduction to Stochastic Processes", 1975, ch. 4).
 *
 * Random numbers are drawn here, once: iterating again gives the same arrivals.
 */
export function drawArrivals(
  curve: ArrivalCurve,
  arrival: ArrivalProcess,
  random: Random,
): Schedule {
  if (arrival.process === 'uniform') return along(curve, (n) => n + curve.first);
  const cv = arrival.process === 'poisson' ? 1 : arrival.cv;
  const fractions = orderedFractions(curve.count, cv, random);
  // An arrival at the very end would find the load over; rounding can put one there.
  const last = curve.end * (1 - Number.EPSILON);
  return along(curve, (n) => (fractions[n] ?? 1) * curve.area, last);
}

function along(curve: ArrivalCurve, areaOf: (n: number) => number, last = curve.end): Schedule {
  return {
    *[Symbol.iterator]() {
      let due = 0;
      for (let index = 0; index < curve.count; index++) {
        // Near-equal areas may come back from `reach` in the wrong order by a rounding.
        due = Math.max(due, Math.min(last, curve.reach(areaOf(index))));
        yield { index, due };
      }
    },
  };
}

/** `count` ordered numbers in [0, 1] whose gaps are Gamma with the coefficient of variation `cv`. */
function orderedFractions(count: number, cv: number, random: Random): Float64Array {
  const shape = 1 / (cv * cv);
  const sums = new Float64Array(count + 1).map(() => logGammaVariate(shape, random));
  const largest = sums.reduce((a, b) => Math.max(a, b));
  let sum = 0;
  for (const [i, logGap] of sums.entries()) {
    sum += Math.exp(logGap - largest);
    sums[i] = sum;
  }
  return sums.subarray(0, count).map((part) => part / sum);
}
