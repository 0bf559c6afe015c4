/** A share is a quotient of doubles: 0.07 of 100 is 7.000000000000001, and still rank 7. */
const ROUNDING = 1e-9;

/**
 * The rank, from 1, of the value below or at which a share of n sorted values lies (nearest-rank method);
 * the first for a share of 0.
 */
export function nearestRank(share: number, n: number): number {
  return Math.max(1, Math.ceil(share * n - ROUNDING));
}
