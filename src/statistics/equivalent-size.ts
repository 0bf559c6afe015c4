import { type Confidence, normalReach, studentReach } from './student.ts';

/** From this many values to each independent one the dependence rules the error of the interval's width. */
const STRONG = 2;

/** A Sampling is how many values there are, and how many independent ones they are worth. */
export interface Sampling {
  readonly n: number;
  /** As effectiveSampleSize has it; n where nothing ties the values together. */
  readonly effective: number;
}

/**
 * The number of independent trials, not whole, whose interval of a share is as wide as it ought to be
 * for these: the effective sample size, less what it costs that it was estimated.
 *
 * That is (normal / Student's quantile)^2 of it, on its own size less one as degrees of freedom; where
 * the dependence is strong on `share` (1 - share) of it, because an estimate from few bursts is as
 * rough as the bursts are few (degrees of freedom of clustered counts: Korn and Graubard, "Confidence
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
