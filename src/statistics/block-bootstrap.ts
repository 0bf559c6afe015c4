import type { Random } from '../scenario/random.ts';
import type { Interval } from './interval.ts';

const RESAMPLES = { fewest: 200, most: 1000 };

/** Values drawn in all at most, so that a million samples still take about a second. */
const EFFORT = 20_000_000;

/**
 * The 95 % interval of a series' p-quantile, nearest rank, by the moving-block bootstrap; undefined
 * for no values.
 *
 * Blocks of neighbours are drawn with replacement from every place, so what ties neighbours together
 * stays within them, and the interval is as wide as the dependence makes it (H. R. Künsch, "The
 * jackknife and the bootstrap for general stationary observations", Annals of Statistics 17, 1989).
 * Percentile interval: Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, ch. 13.
 */
export function blockQuantileInterval(
  series: readonly number[],
  p: number,
  { block, random }: { readonly block: number; readonly random: Random },
): Interval | undefined {
  const n = series.length;
  if (n === 0) return undefined;
  const length = Math.min(Math.max(1, block), n);
  const blocks = Math.ceil(n / length);
  const rank = Math.max(1, Math.ceil(p * blocks * length - 1e-9));
  const order = Uint32Array.from(series.keys()).sort((a, b) => at(series, a) - at(series, b));
  const resamples = clamp(Math.floor(EFFORT / n));
  const quantiles = new Float64Array(resamples);
  const times = new Int32Array(n + 1);
  for (let r = 0; r < resamples; r++) {
    drawTimes(times, { n, length, blocks, random });
    quantiles[r] = at(series, placeOf(rank, order, times));
  }
  quantiles.sort();
  return {
    low: quantiles[Math.ceil(0.025 * resamples) - 1] ?? Number.NaN,
    high: quantiles[Math.ceil(0.975 * resamples) - 1] ?? Number.NaN,
  };
}

/** How many times each place of the series is in one resample: blocks as steps up and down, added up. */
function drawTimes(
  times: Int32Array,
  draw: { n: number; length: number; blocks: number; random: Random },
): void {
  const { n, length, blocks, random } = draw;
  times.fill(0);
  for (let k = 0; k < blocks; k++) {
    const start = Math.floor(random() * (n - length + 1));
    times[start] = (times[start] ?? 0) + 1;
    times[start + length] = (times[start + length] ?? 0) - 1;
  }
  for (let i = 1; i < n; i++) times[i] = (times[i] ?? 0) + (times[i - 1] ?? 0);
}

/** The place of the value that has this rank in the resample. */
function placeOf(rank: number, order: Uint32Array, times: Int32Array): number {
  let seen = 0;
  for (const place of order) {
    seen += times[place] ?? 0;
    if (seen >= rank) return place;
  }
  return order.at(-1) ?? 0;
}

function at(series: readonly number[], place: number): number {
  return series[place] ?? Number.NaN;
}

function clamp(resamples: number): number {
  return Math.min(RESAMPLES.most, Math.max(RESAMPLES.fewest, resamples));
}
