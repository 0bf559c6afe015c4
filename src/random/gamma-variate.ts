import type { Random } from './random.ts';

/**
 * Draws from the gamma distribution of this shape and scale 1; returns the natural logarithm,
 * because at small shapes most draws underflow a double and their logarithms do not.
 *
 * G. Marsaglia and W. W. Tsang, "A simple method for generating gamma variables", ACM TOMS 26(3),
 * 2000; a shape below 1 is drawn at shape + 1 and multiplied by U^(1/shape), their section 6.
 */
export function logGammaVariate(shape: number, random: Random): number {
  if (!(shape > 0 && shape < Infinity)) throw new RangeError(`Gamma shape ${shape} is not above 0`);
  if (shape < 1) return logGammaVariate(shape + 1, random) + Math.log(positive(random)) / shape;
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normalVariate(random);
    const v = (1 + c * x) ** 3;
    if (v <= 0) continue;
    const logV = Math.log(v);
    if (Math.log(positive(random)) < (x * x) / 2 + d - d * v + d * logV) return Math.log(d) + logV;
  }
}

/** G. E. P. Box and M. E. Muller, "A note on the generation of random normal deviates", 1958. */
function normalVariate(random: Random): number {
  return Math.sqrt(-2 * Math.log(positive(random))) * Math.cos(2 * Math.PI * random());
}

/** Draws uniformly from (0, 1], so that the logarithm exists. */
function positive(random: Random): number {
  return 1 - random();
}
