import type { Percentile, TrendSummary } from '../../metrics/aggregates/summary.ts';
import { formatQuantity } from '../../metrics/catalogue/format-quantity.ts';
import { METRICS } from '../../metrics/catalogue/metric.ts';
import type { Interval } from '../../statistics/interval.ts';
import type { ThresholdResult } from '../../verdict/threshold-result.ts';

/** A ThresholdParts is what a threshold looks at: a metric, an aggregate of it, and which side of the bound passes. */
export interface ThresholdParts {
  /** Without selector: `latency`. */
  readonly metric: string;
  /** The part in braces, or empty. */
  readonly selector: string;
  /** `p95`, `avg`, `max`; empty where the metric has only one. */
  readonly aggregate: string;
  /** Percent, where the aggregate is a percentile. */
  readonly percentile?: number;
  /** `at most`, `at least`, `exactly`, `not`. */
  readonly side: string;
}

const SIDES: Readonly<Record<string, string>> = {
  '<': 'under',
  '<=': 'at most',
  '>': 'over',
  '>=': 'at least',
  '==': 'exactly',
  '===': 'exactly',
  '!=': 'not',
};

/** Reads `latency{tenant:acme}` and `p(95)<3000`, which the verdict has already parsed and accepted. */
export function thresholdParts(
  threshold: Pick<ThresholdResult, 'metric' | 'expression'>,
): ThresholdParts {
  const [, metric = '', selector = ''] = /^([^{]*)(?:\{(.*)\})?$/s.exec(threshold.metric) ?? [];
  const [, method = '', operator = ''] =
    /^\s*([^<>=!\s]+)\s*([<>=!]+)/.exec(threshold.expression) ?? [];
  const percentile = /^p\(([\d.]+)\)$/.exec(method)?.[1] ?? (method === 'med' ? '50' : undefined);
  return {
    metric: metric.trim(),
    selector,
    aggregate: percentile === undefined ? bareMethod(method) : `p${percentile}`,
    ...(percentile !== undefined && { percentile: Number(percentile) }),
    side: SIDES[operator] ?? operator,
  };
}

/** `latency p95`, `quality (criterion: helpful)`: short enough for a table. */
export function measureName({ metric, selector, aggregate }: ThresholdParts): string {
  const name = [metric.replaceAll('_', ' '), aggregate].filter(Boolean).join(' ');
  return selector === '' ? name : `${name} (${selector.replaceAll(':', ': ')})`;
}

/** The objective in words: `under 3 s`. */
export function objectiveOf(threshold: ThresholdResult): string {
  const measure = thresholdParts(threshold);
  return `${measure.side} ${formatMetric(measure.metric, threshold.bound)}`;
}

/**
 * What was observed, in words: `3.8 s`, `≥ 5 s` where it is the least that it can be, `unknown` where nobody
 * knows the figure.
 */
export function observedOf(threshold: ThresholdResult): string {
  const { observed, atLeast, unknown } = threshold;
  if (observed !== undefined) {
    return `${atLeast === true ? '≥ ' : ''}${formatMetric(thresholdParts(threshold).metric, observed)}`;
  }
  return unknown === true ? 'unknown' : 'no data';
}

/** A value of a metric in that metric's unit. */
export function formatMetric(metric: string, value: number): string {
  return formatQuantity(value, METRICS.find(({ name }) => name === metric)?.unit ?? 'count');
}

/** A percentile of a time: `≥ 5 s` where it falls on a wait that no answer ended. */
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

function bareMethod(method: string): string {
  return ['rate', 'count', 'value'].includes(method) ? '' : method;
}
