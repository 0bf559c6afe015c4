import { nearestRank } from '../../statistics/nearest-rank.ts';

/** A quantile of a sample, 0 to 1, by nearest rank; NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[nearestRank(share, sorted.length) - 1] ?? Number.NaN;
}

/** The standard deviation that the middle half of a normal sample shows, whatever its ends do. */
export function robustDeviation(values: readonly number[]): number {
  return (quantile(values, 0.75) - quantile(values, 0.25)) / (2 * NORMAL_QUARTILE);
}

const NORMAL_QUARTILE = 0.674_489_750_196_082;
