import { binomialCdf } from './binomial.ts';

/**
 * Returns the sample floor of a percentile: the minimum number of samples that can show the
 * p-quantile to be below a bound when `misses` of them are above it, i.e. the smallest n with
 * P[Bin(n, 1 - p) <= misses] <= 1 - confidence. Fewer samples prove nothing, even without a miss.
 *
 * MLPerf LoadGen decides early stopping by the same inequality (mlcommons/inference,
 * loadgen/early_stopping.cc).
 */
export function sampleFloor(p: number, misses = 0, confidence = 0.95): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`A quantile lies between 0 and 1, not at ${p}`);
  const enough = (n: number) => binomialCdf(misses, n, 1 - p) <= 1 - confidence;
  let low = misses;
  let high = misses + 1;
  while (!enough(high)) {
    low = high;
    high *= 2;
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (enough(middle)) high = middle;
    else low = middle;
  }
  return high;
}
