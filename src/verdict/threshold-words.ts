import { formatQuantity } from '../metrics/catalogue/format-quantity.ts';
import { formatSelector } from '../metrics/catalogue/selector.ts';
import { OPERATOR_WORDS } from './operator.ts';
import type { ThresholdResult } from './threshold-result.ts';
import type { Aggregate, ThresholdTerms } from './threshold.ts';

/** Returns the measure for a sentence: `p(95) latency`, `failed rate`, `iterations per second`. */
export function labelOf(
  terms: Pick<ThresholdTerms, 'selector' | 'aggregate' | 'percentile' | 'unit'>,
): string {
  const { aggregate, percentile, selector } = terms;
  const name = formatSelector(selector);
  if (aggregate === 'percentile')
    return `${percentile === 50 ? 'median' : `p(${percentile})`} ${name}`;
  if (isPerSecond(terms)) return `${name} per second`;
  return LABELS[aggregate].replace('%', name);
}

const LABELS: Readonly<Record<Exclude<Aggregate, 'percentile'>, string>> = {
  avg: 'average %',
  min: 'lowest %',
  max: 'highest %',
  rate: '% rate',
  sum: 'total %',
  count: '%',
  value: '%',
};

/** Returns the measure for a table: `latency p95`, `quality avg (criterion: helpful)`. */
export function measureName(
  terms: Pick<ThresholdTerms, 'selector' | 'aggregate' | 'percentile' | 'unit'>,
): string {
  const { metric, tags } = terms.selector;
  const name = [metric.replaceAll('_', ' '), aggregateName(terms)].filter(Boolean).join(' ');
  const pairs = Object.entries(tags).map(([key, value]) => `${key}: ${value}`);
  return pairs.length === 0 ? name : `${name} (${pairs.join(', ')})`;
}

/** Returns `p95`, `avg` or `per second`; empty for a metric with one aggregate. */
export function aggregateName(
  terms: Pick<ThresholdTerms, 'aggregate' | 'percentile' | 'unit'>,
): string {
  if (terms.aggregate === 'percentile') return `p${terms.percentile}`;
  return isPerSecond(terms) ? 'per second' : BARE_NAMES[terms.aggregate];
}

const BARE_NAMES: Readonly<Record<Exclude<Aggregate, 'percentile'>, string>> = {
  avg: 'avg',
  min: 'min',
  max: 'max',
  sum: 'total',
  rate: '',
  count: '',
  value: '',
};

/** Returns the objective in words: `under 3 s`, `budget $5,000`. */
export function objectiveOf(
  terms: Pick<ThresholdTerms, 'operator' | 'bound' | 'unit' | 'origin'>,
): string {
  const words = terms.origin === 'budget.month' ? 'budget' : OPERATOR_WORDS[terms.operator];
  return `${words} ${formatValue(terms, terms.bound)}`;
}

/** Returns the observed value in words: `3.8 s`, `≥ 5 s` for a lower bound, `unknown` if it is. */
export function observedOf(
  result: Pick<ThresholdResult, 'observed' | 'atLeast' | 'unknown' | 'unit'>,
): string {
  const { observed, atLeast, unknown } = result;
  if (observed !== undefined)
    return `${atLeast === true ? '≥ ' : ''}${formatValue(result, observed)}`;
  return unknown === true ? 'unknown' : 'no data';
}

/** Formats a value of the threshold's aggregate in its unit. */
export function formatValue(
  { unit }: Pick<ThresholdTerms, 'unit'>,
  value: number,
  digits = 3,
): string {
  return formatQuantity(value, unit, digits);
}

/** Formats value and bound with enough digits to distinguish them. */
export function formatPair(
  terms: Pick<ThresholdTerms, 'unit' | 'bound'>,
  value: number,
): readonly [string, string] {
  const pair = (digits: number) =>
    [formatValue(terms, value, digits), formatValue(terms, terms.bound, digits)] as const;
  let digits = 3;
  while (digits < 9 && value !== terms.bound && pair(digits)[0] === pair(digits)[1]) digits++;
  return pair(digits);
}

/** Returns whether a total is divided by the run's duration: a `rate` of anything but a share. */
function isPerSecond({ aggregate, unit }: Pick<ThresholdTerms, 'aggregate' | 'unit'>): boolean {
  return aggregate === 'rate' && unit !== 'share';
}
