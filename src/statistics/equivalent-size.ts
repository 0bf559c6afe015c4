import { type Confidence, normalReach, studentReach } from './student.ts';

/** Ratio n / effective from which dependence dominates the error of the interval's width. */
const STRONG = 2;

/** Number of values, and the effective number of independent ones. */
export interface Sampling {
  readonly n: number;
  /** Result of effectiveSampleSize; n for independent values. */
  readonly effective: number;
}

/**
 * Returns the number of independent trials, not necessarily whole, whose interval of a share has
 * the correct width for these values: the effective sample size, reduced because it is an estimate.
 *
 * The factor is (normal / Student's quantile)^2, with one less than the effective size as degrees
 * of freedom; under strong dependence with `share` (1 - share) of it, because an estimate from few
 * bursts is imprecise (degrees of freedom of clustered counts: Korn and Graubard, "Confidence
 * intervals for proportions with small expected number of positive counts estimated from survey
 * data", Survey Methodology 24, 1998).
 */
export function equivalentSize(
  { n, effective }: Sampling,
  share: number,
  confidence: Confidence = 0.95,
): number {
  if (effective >= n) return n;
  const strong = effective * STRONG <= n;
  const degrees = strong ? effective * share * (1 - share) : effective - 1;
  return effective * (normalReach(confidence) / studentReach(degrees, confidence)) ** 2;
}
