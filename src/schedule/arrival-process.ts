import { logGammaVariate } from '../random/gamma-variate.ts';
import type { Random } from '../random/random.ts';
import type { ArrivalProcess } from '../scenario/load/load.ts';
import type { ArrivalCurve } from './arrival-curve.ts';
import type { Schedule } from './schedule.ts';

/**
 * Creates a schedule whose arrivals follow an arrival process along a rate curve.
 *
 * `uniform` spaces them evenly. `poisson` and `gamma` keep their count, and so the bill, exact:
 * count + 1 independent gamma gaps are scaled to fill the area under the rate, then mapped through
 * the inverse of that area. With exponential gaps (cv 1) these are the order statistics of a
 * Poisson process given its count (Cinlar, "Introduction to Stochastic Processes", 1975, ch. 4).
 *
 * Draws all random numbers at creation: every iteration gives the same arrivals.
 */
export function drawArrivals(
  curve: ArrivalCurve,
  arrival: ArrivalProcess,
  random: Random,
): Schedule {
  if (arrival.process === 'uniform') return along(curve, (n) => n + curve.first);
  const cv = arrival.process === 'poisson' ? 1 : arrival.cv;
  const fractions = orderedFractions(curve.count, cv, random);
  // Rounding can put an arrival at the very end, when the load is over.
  const last = curve.end * (1 - Number.EPSILON);
  return along(curve, (n) => (fractions[n] ?? 1) * curve.area, last);
}

function along(curve: ArrivalCurve, areaOf: (n: number) => number, last = curve.end): Schedule {
  return {
    *[Symbol.iterator]() {
      let due = 0;
      for (let index = 0; index < curve.count; index++) {
        // Rounding in `reach` may reverse the order of near-equal areas.
        due = Math.max(due, Math.min(last, curve.reach(areaOf(index))));
        yield { index, due };
      }
    },
  };
}

/** Draws `count` ascending numbers in [0, 1] with gamma gaps of coefficient of variation `cv`. */
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
