import type { Random } from '../scenario/random.ts';
import type { Interval } from './interval.ts';

const RESAMPLES = 2000;

export interface BootstrapOptions {
  readonly random: Random;
  /**
   * Which cluster each value belongs to, in the values' order: repeated answers to one query, turns
   * of one conversation. Clusters are drawn whole, because their values are not independent. By
   * default every value is its own.
   */
  readonly clusters?: readonly string[];
}

/**
 * The 95 % percentile bootstrap interval of a mean; undefined for no values. Equal values give an
 * interval without width, which is no certainty: the caller must know better.
 *
 * B. Efron and R. J. Tibshirani, "An Introduction to the Bootstrap", 1993, ch. 13; whole clusters:
 * Davison and Hinkley, "Bootstrap Methods and their Application", 1997, 3.8.
 */
export function meanInterval(
  values: readonly number[],
  { random, clusters }: BootstrapOptions,
): Interval | undefined {
  if (values.length === 0) return undefined;
  const { sums, sizes } = gather(values, clusters);
  const means = new Float64Array(RESAMPLES);
  for (let r = 0; r < RESAMPLES; r++) {
    let sum = 0;
    let size = 0;
    for (let draw = 0; draw < sums.length; draw++) {
      const cluster = Math.floor(random() * sums.length);
      sum += sums[cluster] ?? 0;
      size += sizes[cluster] ?? 0;
    }
    means[r] = sum / size;
  }
  means.sort();
  return { low: nearestRank(means, 0.025), high: nearestRank(means, 0.975) };
}

function gather(values: readonly number[], clusters: readonly string[] | undefined) {
  const places = new Map<string, number>();
  const sums: number[] = [];
  const sizes: number[] = [];
  for (const [i, value] of values.entries()) {
    const key = clusters?.[i] ?? `#${i}`;
    const place = places.get(key) ?? places.size;
    places.set(key, place);
    sums[place] = (sums[place] ?? 0) + value;
    sizes[place] = (sizes[place] ?? 0) + 1;
  }
  return { sums, sizes };
}

function nearestRank(sorted: Float64Array, p: number): number {
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? Number.NaN;
}
