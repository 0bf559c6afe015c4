import type { Bounds } from '../metrics/aggregates/trend.ts';

/** Comparison of a value with a bound, as k6 writes it (`===` is read as `==`). */
export type Operator = (typeof OPERATORS)[number];

export const OPERATORS = ['<', '<=', '>', '>=', '==', '!='] as const;

const COMPARE: Readonly<Record<Operator, (value: number, bound: number) => boolean>> = {
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
  '==': (value, bound) => value === bound,
  '!=': (value, bound) => value !== bound,
};

/** Each operator in words before the bound: `must be under 3 s`. */
export const OPERATOR_WORDS: Readonly<Record<Operator, string>> = {
  '<': 'under',
  '<=': 'at most',
  '>': 'over',
  '>=': 'at least',
  '==': 'exactly',
  '!=': 'other than',
};

export function holds(value: number, operator: Operator, bound: number): boolean {
  return COMPARE[operator](value, bound);
}

/**
 * Returns whether no value within the bounds satisfies the comparison; an absent bound is infinite.
 */
export function excludes(bounds: Bounds, operator: Operator, bound: number): boolean {
  const { low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY } = bounds;
  if (operator === '<') return low >= bound;
  if (operator === '<=') return low > bound;
  if (operator === '>') return high <= bound;
  if (operator === '>=') return high < bound;
  if (operator === '==') return low > bound || high < bound;
  return low === bound && high === bound;
}
