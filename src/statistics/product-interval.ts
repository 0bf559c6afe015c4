import type { Interval } from './interval.ts';

/** A share with its interval. */
export interface EstimatedShare {
  readonly value: number;
  readonly interval: Interval;
}

/**
 * Returns the 95 % interval of the product of two separately estimated shares, by the method of
 * variance estimates recovery. It combines both uncertainties, and equals the scaled interval of
 * one where the other is certain.
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
