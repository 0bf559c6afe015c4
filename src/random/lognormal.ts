import { standardNormal } from './normal.ts';
import type { Random } from './random.ts';

/** Draws a lognormal factor of mean 1; `sigma` is the standard deviation of its logarithm. */
export function lognormalFactor(random: Random, sigma: number): number {
  return sigma === 0 ? 1 : Math.exp(sigma * standardNormal(random) - (sigma * sigma) / 2);
}

/** Returns the sigma of the mean of `count` lognormal factors with this sigma. */
export function meanSigma(sigma: number, count: number): number {
  return count === 1 ? sigma : Math.sqrt(Math.log1p(Math.expm1(sigma * sigma) / count));
}
