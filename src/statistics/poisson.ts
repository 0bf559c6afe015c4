import { discreteQuantile } from './discrete-quantile.ts';
import { upperGamma } from './gamma-function.ts';

/**
 * Returns the probability of at most k events for the Poisson distribution with this mean: P[X <=
 * k] = Q(k + 1, mean) (Abramowitz and Stegun, "Handbook of Mathematical Functions", 1964, 26.4.21).
 */
export function poissonCdf(k: number, mean: number): number {
  return k < 0 ? 0 : upperGamma(Math.floor(k) + 1, mean);
}

/** Returns the smallest k with P[X <= k] >= p, for p in [0, 1). */
export function poissonQuantile(mean: number, p: number): number {
  return discreteQuantile((k) => poissonCdf(k, mean), p, { mean, deviation: Math.sqrt(mean) });
}
