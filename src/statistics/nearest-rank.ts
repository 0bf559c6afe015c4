/** Tolerance for rounding of a share: 0.07 of 100 is 7.000000000000001, and still rank 7. */
const ROUNDING = 1e-9;

/**
 * Returns the rank, from 1, of a share's quantile among n sorted values (nearest-rank method); 1
 * for a share of 0.
 */
export function nearestRank(share: number, n: number): number {
  return Math.max(1, Math.ceil(share * n - ROUNDING));
}
