import { regularisedBeta } from './beta-function.ts';
import { discreteQuantile } from './discrete-quantile.ts';

/**
 * Returns the probability of at most k for the negative binomial distribution: counts burstier than
 * Poisson's, given by mean and index of dispersion D = variance / mean, above 1.
 *
 * Its size r = mean / (D - 1) need not be whole and its success probability is 1 / D: P[X <= k] =
 * I_{1/D}(r, k + 1) (Johnson, Kemp and Kotz, "Univariate Discrete Distributions", 3rd ed., 2005,
 * ch. 5).
 */
export function negativeBinomialCdf(k: number, mean: number, dispersion: number): number {
  if (!(dispersion > 1)) {
    throw new RangeError(`A negative binomial's dispersion is above 1, not ${dispersion}`);
  }
  if (k < 0) return 0;
  if (mean <= 0) return 1;
  return regularisedBeta(1 / dispersion, mean / (dispersion - 1), Math.floor(k) + 1);
}

/** Returns the smallest k with P[X <= k] >= p, for p in [0, 1). */
export function negativeBinomialQuantile(mean: number, dispersion: number, p: number): number {
  const bulk = { mean, deviation: Math.sqrt(mean * dispersion) };
  return discreteQuantile((k) => negativeBinomialCdf(k, mean, dispersion), p, bulk);
}
