import type { Interval } from './interval.ts';

/** The normal distribution's 97.5 % quantile. */
const Z = 1.959963984540054;

/**
 * The 95 % Wilson interval of a proportion: `count` of `n`, as shares. Of nothing nothing is known:
 * n = 0 gives 0 to 1.
 *
 * E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22,
 * 1927.
 */
export function wilson(count: number, n: number): Interval {
  if (n === 0) return { low: 0, high: 1 };
  const share = count / n;
  const weight = 1 + (Z * Z) / n;
  const centre = (share + (Z * Z) / (2 * n)) / weight;
  const half = (Z / weight) * Math.sqrt((share * (1 - share)) / n + (Z * Z) / (4 * n * n));
  // None and all are certain on their own side; rounding would miss 0 and 1 by 1e-17.
  return {
    low: count === 0 ? 0 : centre - half,
    high: count === n ? 1 : centre + half,
  };
}
