import { least, most, total } from './exchange-view.ts';

/**
 * Summary of a list of numbers as a tool's statistics library computes it; NaN for an empty list.
 */
export interface SummaryStatistics {
  readonly n: number;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  /** Standard deviation of the population (numpy) and of the sample (pandas). */
  readonly deviation: number;
  readonly sampleDeviation: number;
  /**
   * Returns the quantile by linear interpolation between order statistics, as numpy and pandas do
   * by default: type 7 of Hyndman and Fan, The American Statistician 50, 1996. `p` is 0 to 1.
   */
  readonly quantile: (p: number) => number;
  /**
   * Returns the quantile as Python's `statistics.quantiles` does, exclusive: type 6 of Hyndman and
   * Fan. It extrapolates beyond the outermost values: p99 of few values is above the largest.
   */
  readonly exclusive: (p: number) => number;
}

export function summaryStatistics(values: readonly number[]): SummaryStatistics {
  const sorted = values.toSorted((a, b) => a - b);
  const n = sorted.length;
  const mean = total(sorted) / n;
  const squares = total(sorted.map((value) => (value - mean) ** 2));
  const between = (place: number, low: number): number => {
    const [a = Number.NaN, b = a] = [sorted[low], sorted[low + 1]];
    return a + (place - low) * (b - a);
  };
  return {
    n,
    mean,
    min: n === 0 ? Number.NaN : least(sorted),
    max: n === 0 ? Number.NaN : most(sorted),
    deviation: Math.sqrt(squares / n),
    sampleDeviation: Math.sqrt(squares / (n - 1)),
    quantile: (p) => between(p * (n - 1), Math.floor(p * (n - 1))),
    exclusive(p) {
      if (n === 1) return mean;
      const place = p * (n + 1) - 1;
      return between(place, Math.min(Math.max(Math.floor(place), 0), n - 2));
    },
  };
}

/**
 * Returns the smallest value at which the cumulative weight reaches the share `p` (guidellm's
 * percentiles); with equal weights the nearest rank.
 */
export function weightedQuantile(
  pairs: readonly { readonly value: number; readonly weight: number }[],
  p: number,
): number {
  const sorted = pairs.filter(({ weight }) => weight > 0).toSorted((a, b) => a.value - b.value);
  const all = total(sorted.map(({ weight }) => weight));
  let sum = 0;
  for (const { value, weight } of sorted) {
    sum += weight;
    // Subtle: rounding may leave the sum just below p; the tolerance keeps the right value.
    if (sum >= p * all - 1e-9 * all) return value;
  }
  return sorted.at(-1)?.value ?? Number.NaN;
}
