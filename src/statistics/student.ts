import { regularisedBeta } from './beta-function.ts';

/** The standard normal distribution's quantiles that two-sided intervals of these confidences need. */
const NORMAL = { 0.95: 1.959963984540054, 0.98: 2.3263478740408408 } as const;

/** How surely an interval holds the true value. */
export type Confidence = keyof typeof NORMAL;

/** From here on Student's quantile is the normal one to four digits. */
const MANY = 20_000;

/** How many standard errors a two-sided interval reaches where the error is known: 1.96 at 95 %. */
export function normalReach(confidence: Confidence): number {
  return NORMAL[confidence];
}

/**
 * How many standard errors a two-sided interval reaches where the error itself was estimated on so
 * many degrees of freedom, 1 or more and whole or not: 12.7 on 1, 2.23 on 10, 1.98 on 100 at 95 %.
 *
 * Student's t distribution by the incomplete Beta function and bisection ("Student", Biometrika 6,
 * 1908; Abramowitz and Stegun, "Handbook of Mathematical Functions", 1964, 26.7.1).
 */
export function studentReach(degrees: number, confidence: Confidence): number {
  if (!(degrees < MANY)) return normalReach(confidence);
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
