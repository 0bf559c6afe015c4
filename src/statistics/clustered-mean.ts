import type { Interval } from './interval.ts';
import { normalReach, studentReach } from './student.ts';

/**
 * The 95 % interval of a mean of values from 0 to 1 that came in clusters, as answers to one query do;
 * undefined for no values. `clusters` names each value's, in the values' order.
 *
 * The mean's variance is that between whole clusters (the ratio estimator: Cochran, "Sampling
 * Techniques", 1977, 6.4 and 9A), its degrees of freedom are the clusters less one. Wilson's interval
 * of as many trials as would scatter so much keeps inside 0 to 1 and leans away from its ends (Franco,
 * Little, Louis and Slud, J. Survey Statistics and Methodology 7, 2019). Where all clusters score alike
 * nothing scatters, and each counts as one trial: values between 0 and 1 vary less than those.
 */
export function clusteredMeanInterval(
  values: readonly number[],
  clusters: readonly string[],
): Interval | undefined {
  const n = values.length;
  if (n === 0) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const distances = new Map<string, number>();
  for (const [i, value] of values.entries()) {
    const key = clusters[i] ?? `#${i}`;
    distances.set(key, (distances.get(key) ?? 0) + value - mean);
  }
  const k = distances.size;
  const squares = [...distances.values()].reduce((sum, distance) => sum + distance ** 2, 0);
  const variance = k === 1 ? 0 : (k / (k - 1)) * (squares / n ** 2);
  return score(mean, trialsOf({ mean, variance, k }));
}

/** Means of equal values may differ by this much in their last digits. */
const ROUNDING = 1e-12;

function trialsOf(sample: { mean: number; variance: number; k: number }): number {
  const { mean, variance, k } = sample;
  if (variance < ROUNDING) return k;
  const wider = studentReach(k - 1, 0.95) / normalReach(0.95);
  return (mean * (1 - mean)) / (variance * wider ** 2);
}

/** Wilson's interval of a share seen in so many trials, whole or not. */
function score(share: number, trials: number): Interval {
  const z = normalReach(0.95);
  const weight = 1 + (z * z) / trials;
  const centre = (share + (z * z) / (2 * trials)) / weight;
  const half =
    (z / weight) * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials));
  return {
    low: Math.max(0, share <= ROUNDING ? 0 : centre - half),
    high: Math.min(1, share >= 1 - ROUNDING ? 1 : centre + half),
  };
}
