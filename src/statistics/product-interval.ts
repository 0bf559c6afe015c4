import type { Interval } from './interval.ts';

/** A share with its interval. */
export interface EstimatedShare {
  readonly value: number;
  readonly interval: Interval;
}

/**
 * The 95 % interval of the product of two shares that were estimated apart, by the method of variance
 * estimates recovery: it carries the doubt of both, and is that of the one where the other is certain.
 *
 * G. Y. Zou and A. Donner, "Construction of confidence limits about effect measures", Statistics in
 * Medicine 27, 2008.
 */
export function productInterval(one: EstimatedShare, other: EstimatedShare): Interval {
  const product = one.value * other.value;
  const reach = (of: EstimatedShare, by: EstimatedShare, end: keyof Interval): number =>
    by.value * (of.interval[end] - of.value);
  const side = (end: keyof Interval): number =>
    Math.hypot(reach(one, other, end), reach(other, one, end));
  return { low: Math.max(0, product - side('low')), high: Math.min(1, product + side('high')) };
}
