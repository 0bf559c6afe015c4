/** Minimum batches: fewer cannot separate correlation from chance. */
const FEWEST_BATCHES = 20;

/** Maximum batches: more would make their medians imprecise. */
const MOST_BATCHES = 50;

/** Minimum batch size: a median of fewer is hardly more precise than one value. */
const SMALLEST_BATCH = 5;

/** A series divided into consecutive parts of equal length; a remainder at the end is dropped. */
export interface Batches {
  readonly size: number;
  readonly medians: readonly number[];
}

/**
 * Divides a time series into 20 to 50 batches; undefined below 100 values, too few for 20 batches
 * of 5.
 */
export function batchMedians(series: readonly number[]): Batches | undefined {
  const n = series.length;
  const count = Math.min(MOST_BATCHES, Math.max(FEWEST_BATCHES, Math.floor(n / 25)));
  const size = Math.floor(n / count);
  if (size < SMALLEST_BATCH) return undefined;
  const medians = Array.from({ length: count }, (_, batch) =>
    median(series.slice(batch * size, (batch + 1) * size)),
  );
  return { size, medians };
}

/**
 * Returns the lag-1 autocorrelation of a series, -1 to 1.
 *
 * r1 = sum((x_i - m)(x_(i+1) - m)) / sum((x_i - m)^2) over the mean m; undefined where all values
 * are equal (Box and Jenkins, "Time Series Analysis", 1970, 2.1.5). Applied to batch medians it
 * checks whether samples are independent enough for intervals that assume it (batch means: Law and
 * Carson, Operations Research 27, 1979).
 */
export function autocorrelation(series: readonly number[]): number | undefined {
  const mean = series.reduce((sum, x) => sum + x, 0) / series.length;
  let product = 0;
  let square = 0;
  let before: number | undefined;
  for (const x of series) {
    if (before !== undefined) product += (before - mean) * (x - mean);
    square += (x - mean) ** 2;
    before = x;
  }
  return square > 0 ? product / square : undefined;
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
}
