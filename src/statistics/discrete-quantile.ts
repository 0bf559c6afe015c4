/** Location and spread of a distribution, to start a search. */
export interface Bulk {
  readonly mean: number;
  readonly deviation: number;
}

/**
 * Returns the quantile of a distribution on 0, 1, 2, ...: the smallest k whose cumulative
 * probability is at least p, for p in [0, 1). Searches by doubling steps from the mean and
 * bisection: some tens of evaluations of `cdf` for any size.
 */
export function discreteQuantile(cdf: (k: number) => number, p: number, bulk: Bulk): number {
  const step = Math.max(1, Math.ceil(bulk.deviation));
  let high = Math.max(0, Math.floor(bulk.mean));
  let low = high;
  for (let width = step; cdf(high) < p; width *= 2) {
    low = high;
    high += width;
  }
  for (let width = step; low >= 0 && cdf(low) >= p; width *= 2) {
    high = low;
    low -= width;
  }
  low = Math.max(low, -1);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (cdf(middle) < p) low = middle;
    else high = middle;
  }
  return high;
}
