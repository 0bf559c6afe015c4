const BATCH = 5;

/** Fewer batches than this show no beginning apart from the rest. */
const FEWEST = 10;

/** The last batches never stand alone as "the rest": a short one is calm by chance. */
const LEAST_REST = 5;

/** A Truncation is how much of a series' beginning is unlike the rest. */
export interface Truncation {
  /** Values from the start that are better left out; a multiple of 5. */
  readonly discard: number;
  /** False where more than half would have to go: the series never settled. */
  readonly settled: boolean;
  readonly means: { readonly before?: number; readonly after: number };
  /** How many standard errors the two means lie apart (Welch, Biometrika 34, 1947); 0 without a beginning. */
  readonly distance: number;
}

/**
 * MSER-5: where the warm-up of a series ends; undefined below 50 values.
 *
 * With Z_1..Z_m the means of batches of 5, the cut is the d that minimises
 * sum_(i > d) (Z_i - mean of the rest)^2 / (m - d)^2: the squared standard error of the mean of what
 * is left (K. P. White, "An effective truncation heuristic for bias reduction in simulation output",
 * Simulation 69, 1997; White, Cobb and Spratt, Winter Simulation Conference 2000). Meant for one
 * level of load; across a ramp it finds the ramp.
 */
export function mser5(series: readonly number[]): Truncation | undefined {
  const m = Math.floor(series.length / BATCH);
  if (m < FEWEST) return undefined;
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
    distance: d < 2 ? 0 : apart(before, after),
  };
}

/** From the end backwards, so that every sum grows by one batch. */
function cutOf(z: readonly number[]): number {
  const centre = mean(z);
  let cut = 0;
  let least = Number.POSITIVE_INFINITY;
  let sum = 0;
  let squares = 0;
  for (let d = z.length - 1; d >= 0; d--) {
    // Subtle: distances from the middle, because sums of raw squares cancel badly.
    const value = (z[d] ?? 0) - centre;
    sum += value;
    squares += value * value;
    const rest = z.length - d;
    const error = Math.max(0, squares - (sum * sum) / rest) / (rest * rest);
    if (rest >= LEAST_REST && error <= least) {
      least = error;
      cut = d;
    }
  }
  return cut;
}

function apart(a: readonly number[], b: readonly number[]): number {
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
