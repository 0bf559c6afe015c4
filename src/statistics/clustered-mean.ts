import type { Interval } from './interval.ts';
import { normalReach, studentReach } from './student.ts';

/**
 * Returns the 95 % interval of a mean of clustered values from 0 to 1, such as answers to one
 * query; undefined for no values. `clusters` gives each value's cluster, in order.
 *
 * The variance of the mean is that between clusters (the ratio estimator: Cochran, "Sampling
 * Techniques", 1977, 6.4 and 9A), with the number of clusters less one as degrees of freedom.
 * Wilson's interval for the number of trials with the same variance stays within 0 to 1 and leans
 * away from the ends (Franco, Little, Louis and Slud, J. Survey Statistics and Methodology 7,
 * 2019). Where all clusters have equal means, the variance is 0 and each cluster counts as one
 * trial: values between 0 and 1 vary less than those.
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

/** Rounding error of means of equal values. */
const ROUNDING = 1e-12;

function trialsOf(sample: { mean: number; variance: number; k: number }): number {
  const { mean, variance, k } = sample;
  if (variance < ROUNDING) return k;
  const wider = studentReach(k - 1, 0.95) / normalReach(0.95);
  return (mean * (1 - mean)) / (variance * wider ** 2);
}

/** Returns Wilson's interval of a share over `trials` trials, whole or not. */
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
