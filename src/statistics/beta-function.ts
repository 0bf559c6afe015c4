import { logGamma } from './gamma-function.ts';

/**
 * Returns the regularised incomplete beta function I_x(a, b): the probability that a Beta(a, b)
 * variate is at most x, for x in [0, 1] and a, b above 0.
 *
 * Uses a continued fraction, which converges in about sqrt(max(a, b)) steps: some thousands for a
 * and b of ten million (Press et al., "Numerical Recipes", 3rd ed., 6.4; W. J. Lentz, Applied
 * Optics 15, 1976).
 */
export function regularisedBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges fast below the mean; above it the complement is used.
  if (x > (a + 1) / (a + b + 2)) return 1 - regularisedBeta(1 - x, b, a);
  const logFront =
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x);
  return (Math.exp(logFront) * fraction(x, a, b)) / a;
}

function fraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1));
  let product = d;
  for (let m = 1, step = 0; Math.abs(step - 1) > Number.EPSILON * 4; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d);
    c = nonZero(1 + even / c);
    product *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d);
    c = nonZero(1 + odd / c);
    step = d * c;
    product *= step;
  }
  return product;
}

/** Keeps a denominator from being zero, as Lentz's method requires. */
function nonZero(value: number): number {
  return Math.abs(value) < 1e-300 ? 1e-300 : value;
}
