import { equivalentSize } from './equivalent-size.ts';
import type { Interval } from './interval.ts';
import { normalReach } from './student.ts';

/**
 * The 95 % Wilson interval of a proportion: `count` of `n`, as shares. Of nothing nothing is known:
 * n = 0 gives 0 to 1. Cases that depend on each other say how many independent ones they are worth.
 *
 * E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22,
 * 1927; with an effective size: Franco, Little, Louis and Slud, "Comparative study of confidence
 * intervals for proportions in complex sample surveys", J. Survey Statistics and Methodology 7, 2019.
 */
export function wilson(count: number, n: number, effective = n): Interval {
  if (n === 0) return { low: 0, high: 1 };
  const share = count / n;
  const size = equivalentSize({ n, effective }, share);
  const z = normalReach(0.95);
  const weight = 1 + (z * z) / size;
  const centre = (share + (z * z) / (2 * size)) / weight;
  const half = (z / weight) * Math.sqrt((share * (1 - share)) / size + (z * z) / (4 * size * size));
  // None and all are certain on their own side; rounding would miss 0 and 1 by 1e-17.
  return {
    low: count === 0 ? 0 : centre - half,
    high: count === n ? 1 : centre + half,
  };
}
