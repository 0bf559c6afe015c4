import type { Random } from './random.ts';

/** Draws from the standard normal distribution (Box & Muller 1958). Uses two uniform numbers. */
export function standardNormal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return radius * Math.cos(2 * Math.PI * random());
}
