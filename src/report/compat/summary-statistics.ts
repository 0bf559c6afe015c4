import { least, most, total } from './exchange-view.ts';

/** A SummaryStatistics is a list of numbers as a tool's statistics library sums it up; NaN for no numbers. */
export interface SummaryStatistics {
  readonly n: number;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  /** Population standard deviation (numpy), and the sample's (pandas). */
  readonly deviation: number;
  readonly sampleDeviation: number;
  /**
   * Linear interpolation between order statistics, the default of numpy and pandas: type 7 of
   * Hyndman and Fan, The American Statistician 50, 1996. `p` runs from 0 to 1.
   */
  readonly quantile: (p: number) => number;
  /**
   * Python's `statistics.quantiles`, exclusive: type 6 of Hyndman and Fan. Beyond the outermost
   * values it goes on along the last two: its p99 of few values lies above the largest of them.
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
 * The smallest value at which the running sum of weights reaches the share `p` of all: guidellm's
 * percentiles, and the nearest rank where every weight is 1.
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
    // Subtle: sums of shares miss p by rounding, and must not skip to the next value for it.
    if (sum >= p * all - 1e-9 * all) return value;
  }
  return sorted.at(-1)?.value ?? Number.NaN;
}
