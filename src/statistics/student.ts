import { regularisedBeta } from './beta-function.ts';

/** Quantiles of the standard normal distribution for two-sided intervals of these confidences. */
const NORMAL = { 0.95: 1.959963984540054, 0.98: 2.3263478740408408 } as const;

/** Probability that an interval contains the true value. */
export type Confidence = keyof typeof NORMAL;

/** Degrees of freedom from which Student's quantile equals the normal one to four digits. */
const LARGE_DEGREES = 20_000;

/**
 * Returns the half-width of a two-sided interval in standard errors for a known error: 1.96 at 95
 * %.
 */
export function normalReach(confidence: Confidence): number {
  return NORMAL[confidence];
}

/**
 * Returns the half-width of a two-sided interval in standard errors for an error estimated on
 * `degrees` degrees of freedom, whole or not: 12.7 on 1, 2.23 on 10, 1.98 on 100 at 95 %. Fewer
 * than 1 count as 1.
 *
 * Student's t distribution by the incomplete beta function and bisection ("Student", Biometrika 6,
 * 1908; Abramowitz and Stegun, "Handbook of Mathematical Functions", 1964, 26.7.1).
 */
export function studentReach(degrees: number, confidence: Confidence): number {
  if (!(degrees < LARGE_DEGREES)) return normalReach(confidence);
  const freedom = Math.max(degrees, 1);
  const beyond = (t: number) => regularisedBeta(freedom / (freedom + t * t), freedom / 2, 0.5);
  let [low, high] = [1, 64];
  while (high - low > 1e-6) {
    const middle = (low + high) / 2;
    if (beyond(middle) > 1 - confidence) low = middle;
    else high = middle;
  }
  return high;
}
