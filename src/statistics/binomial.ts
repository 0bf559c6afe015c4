import { regularisedBeta } from './beta-function.ts';
import { discreteQuantile } from './discrete-quantile.ts';

/**
 * Returns the probability of at most k hits in n trials with hit probability p: P[X <= k] =
 * I_{1-p}(n - k, k + 1) (Abramowitz and Stegun, "Handbook of Mathematical Functions", 1964,
 * 26.5.24).
 */
export function binomialCdf(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  if (k >= n) return 1;
  return regularisedBeta(1 - p, n - k, k + 1);
}

/** Returns the smallest k with P[X <= k] >= q. */
export function binomialQuantile(n: number, p: number, q: number): number {
  const bulk = { mean: n * p, deviation: Math.sqrt(n * p * (1 - p)) };
  return discreteQuantile((k) => binomialCdf(k, n, p), q, bulk);
}
