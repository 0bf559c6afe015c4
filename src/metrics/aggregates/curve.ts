import type { Trend } from './trend.ts';

/** Percentiles of a trend in ascending order, for a chart. */
export type Curve = readonly { readonly percentile: number; readonly value: number }[];

const POINTS = 120;
const MAX_NINES = 5;

/**
 * Returns the percentile curve at points evenly spaced by nines (-log10(1 - p): 90, 99 and 99.9 %
 * are equally far apart), up to the highest percentile that n values resolve, 100 (1 - 1/n), at
 * most 99.999. Omits percentiles that are only lower bounds. Empty for an empty trend.
 */
export function percentileCurve(trend: Trend): Curve {
  if (trend.n === 0) return [];
  const nines = Math.min(Math.log10(trend.n), MAX_NINES);
  if (trend.isAtLeast(0)) return [];
  if (nines === 0) return [{ percentile: 0, value: trend.percentile(0) }];
  return Array.from({ length: POINTS }, (_, i) => {
    const percentile = 100 * (1 - 10 ** -((nines * i) / (POINTS - 1)));
    return { percentile, value: trend.percentile(percentile) };
  }).filter(({ percentile }) => !trend.isAtLeast(percentile));
}
