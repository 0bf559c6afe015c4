/**
 * Minimum length: below it dependence is indistinguishable from chance, and values count as
 * independent.
 */
const MIN_VALUES = 30;

/**
 * Maximum length; a longer series is reduced to means of neighbours, whose variance shows the
 * dependence within them.
 */
const MAX_VALUES = 4096;

/**
 * Numbers of slow waves to check; `chance`: the mean power, relative to one wave's share, exceeded
 * in one of five series without slow waves (chi-squared's 80 % quantile over its degrees of
 * freedom); `student`: Student's 95 % quantile on so many over the normal one, squared.
 */
const WAVES = [
  { count: 3, chance: 1.5472, student: 2.6364 },
  { count: 6, chance: 1.4263, student: 1.5586 },
  { count: 12, chance: 1.3177, student: 1.2358 },
  { count: 24, chance: 1.2314, student: 1.1089 },
  { count: 48, chance: 1.1665, student: 1.0523 },
] as const;

/**
 * Returns the effective sample size of a time series: the number of independent values that would
 * estimate its mean as precisely, from 1 to its length. For fewer than 30 values, and for a
 * constant series, it is the length.
 *
 * It is the length over tau, the larger of two estimates of the integrated autocorrelation time.
 * The first sums autocorrelations while pairs of neighbouring lags stay above zero and do not grow:
 * the initial monotone sequence (C. J. Geyer, "Practical Markov chain Monte Carlo", Statistical
 * Science 7, 1992, 3.3), corrected because the mean is the series' own. It misses a weak but long
 * dependence, as behind a queue, in the noise of single lags. The second finds that in the series'
 * slow cosine waves, where all lags add up (U. K. Müller, "HAC corrections for strongly
 * autocorrelated time series", Journal of Business & Economic Statistics 32, 2014; Lazarus, Lewis,
 * Stock and Watson, ibid. 36, 2018). It counts only where it exceeds the first by more than chance.
 */
export function effectiveSampleSize(series: ArrayLike<number>): number {
  const n = series.length;
  const centred = distancesFromMean(series);
  const variance = meanSquare(centred);
  // Subtle: equal values leave a rounding error.
  if (n < MIN_VALUES || !(variance > 1e-18 * meanSquare(series))) return n;
  const { means, size } = neighbourMeans(centred);
  // Independent values would give 1 in means of `size`.
  const scale = (size * meanSquare(means)) / variance;
  const short = Math.max(1, scale * initialSequence(means));
  const tau = Math.max(short, slowWaves(means, { variance: variance / size, above: short }));
  return Math.min(n, Math.max(1, n / tau));
}

function initialSequence(x: Float64Array): number {
  const n = x.length;
  const variance = meanSquare(x);
  if (variance === 0) return 1;
  let sum = 0;
  let before = Number.POSITIVE_INFINITY;
  let lag = 0;
  for (; lag + 1 < n / 2; lag += 2) {
    const pair = (autocovariance(x, lag) + autocovariance(x, lag + 1)) / variance;
    if (pair <= 0) break;
    before = Math.min(before, pair);
    sum += before;
  }
  // Every autocovariance is biased low by the variance of the mean, which is tau over n.
  const used = 2 * lag - 1;
  return (2 * sum - 1) / Math.max(0.1, 1 - used / n);
}

/**
 * Returns tau from the slowest waves that hold most power; 0 where they hold no more than chance.
 */
function slowWaves(
  x: Float64Array,
  { variance, above }: { readonly variance: number; readonly above: number },
): number {
  const powers = wavePowers(x, Math.min(48, Math.floor(x.length / 4)));
  let tau = 0;
  let sum = 0;
  let summed = 0;
  for (const { count, chance, student } of WAVES) {
    if (count > powers.length) break;
    for (; summed < count; summed++) sum += powers[summed] ?? 0;
    const mean = sum / count / variance;
    if (mean > chance * above) tau = Math.max(tau, mean * student);
  }
  return tau;
}

/**
 * Returns the squared weights of the waves cos(pi j (t - 1/2) / n), j from 1, scaled so that each
 * estimates the variance of a value.
 */
function wavePowers(x: Float64Array, count: number): Float64Array {
  const n = x.length;
  const weights = new Float64Array(count);
  for (let t = 0; t < n; t++) {
    const value = x[t] ?? 0;
    const first = Math.cos((Math.PI * (t + 0.5)) / n);
    // Chebyshev recurrence: each cosine from the two before it.
    let [older, newer] = [1, first];
    for (let j = 0; j < count; j++) {
      weights[j] = (weights[j] ?? 0) + value * newer;
      [older, newer] = [newer, 2 * first * newer - older];
    }
  }
  return weights.map((weight) => (2 * weight * weight) / n);
}

function autocovariance(x: Float64Array, lag: number): number {
  let sum = 0;
  for (let i = lag; i < x.length; i++) sum += (x[i] ?? 0) * (x[i - lag] ?? 0);
  return sum / x.length;
}

function neighbourMeans(x: Float64Array): { readonly means: Float64Array; readonly size: number } {
  const size = Math.ceil(x.length / MAX_VALUES);
  if (size === 1) return { means: x, size };
  const means = new Float64Array(Math.floor(x.length / size));
  for (let batch = 0; batch < means.length; batch++) {
    let sum = 0;
    for (let i = batch * size; i < (batch + 1) * size; i++) sum += x[i] ?? 0;
    means[batch] = sum / size;
  }
  return { means, size };
}

function distancesFromMean(series: ArrayLike<number>): Float64Array {
  const x = Float64Array.from(series);
  const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
  return x.map((value) => value - mean);
}

function meanSquare(x: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i] ?? 0) ** 2;
  return sum / x.length;
}
