import type { Percentile, TrendSummary } from '../../metrics/aggregates/summary.ts';
import { METRICS } from '../../metrics/catalogue/all-metrics.ts';
import { formatQuantity } from '../../metrics/catalogue/format-quantity.ts';
import type { Interval } from '../../statistics/interval.ts';

/** Formats a value in its metric's unit. */
export function formatMetric(metric: string, value: number): string {
  return formatQuantity(value, METRICS.find(({ name }) => name === metric)?.unit ?? 'count');
}

/** Formats a percentile of a time: `≥ 5 s` if it falls on a request without an answer. */
export function formatPercentile(
  trend: Pick<TrendSummary, Percentile | 'atLeast'>,
  which: Percentile,
): string {
  const label = trend.atLeast?.includes(which) === true ? '≥ ' : '';
  return `${label}${formatQuantity(trend[which], 'ms')}`;
}

export function formatInterval(interval: Interval, format: (value: number) => string): string {
  const [low, high] = [format(interval.low), format(interval.high)];
  return low === high ? low : `${low} to ${high}`;
}
