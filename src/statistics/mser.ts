const BATCH = 5;

/** Minimum batches to detect a warm-up. */
const MIN_BATCHES = 10;

/** Minimum batches of the rest: a shorter one has low variance by chance. */
const MIN_REST = 5;

/** The start of a series that differs from the rest. */
export interface Truncation {
  /** Values to discard from the start; a multiple of 5. */
  readonly discard: number;
  /** False where more than half would be discarded: the series never settled. */
  readonly settled: boolean;
  readonly means: { readonly before?: number; readonly after: number };
  /**
   * Distance of the two means in standard errors (Welch, Biometrika 34, 1947); 0 for a cut of fewer
   * than two batches.
   */
  readonly distance: number;
}

/**
 * Finds the end of a series' warm-up by MSER-5; undefined below 50 values.
 *
 * With Z_1..Z_m the means of batches of 5, the cut is the d that minimises sum_(i > d) (Z_i - mean
 * of the rest)^2 / (m - d)^2: the squared standard error of the mean of the rest (K. P. White, "An
 * effective truncation heuristic for bias reduction in simulation output", Simulation 69, 1997;
 * White, Cobb and Spratt, Winter Simulation Conference 2000). Requires a constant load; for a ramp
 * it finds the ramp.
 */
export function mser5(series: readonly number[]): Truncation | undefined {
  const m = Math.floor(series.length / BATCH);
  if (m < MIN_BATCHES) return undefined;
  const z = Array.from({ length: m }, (_, batch) =>
    mean(series.slice(batch * BATCH, (batch + 1) * BATCH)),
  );
  const d = cutOf(z);
  const before = z.slice(0, d);
  const after = z.slice(d);
  return {
    discard: d * BATCH,
    settled: d <= m / 2,
    means: { ...(d > 0 && { before: mean(before) }), after: mean(after) },
    distance: d < 2 ? 0 : distanceInErrors(before, after),
  };
}

/** Finds the cut from the end backwards, so that every sum grows by one batch. */
function cutOf(z: readonly number[]): number {
  const centre = mean(z);
  let cut = 0;
  let least = Number.POSITIVE_INFINITY;
  let sum = 0;
  let squares = 0;
  for (let d = z.length - 1; d >= 0; d--) {
    // Subtle: uses distances from the mean, because sums of raw squares cancel badly.
    const value = (z[d] ?? 0) - centre;
    sum += value;
    squares += value * value;
    const rest = z.length - d;
    const error = Math.max(0, squares - (sum * sum) / rest) / (rest * rest);
    if (rest >= MIN_REST && error <= least) {
      least = error;
      cut = d;
    }
  }
  return cut;
}

function distanceInErrors(a: readonly number[], b: readonly number[]): number {
  const error = Math.sqrt(variance(a) / a.length + variance(b) / b.length);
  return error === 0 ? Number.POSITIVE_INFINITY : Math.abs(mean(a) - mean(b)) / error;
}

function variance(values: readonly number[]): number {
  const centre = mean(values);
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
