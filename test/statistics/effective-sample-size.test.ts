import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { standardNormal } from '../../src/random/normal.ts';
import { createRandom } from '../../src/random/random.ts';
import { effectiveSampleSize } from '../../src/statistics/effective-sample-size.ts';

function autoregression(n: number, rho: number, seed: number): number[] {
  const random = createRandom(seed, 'answers');
  let x = standardNormal(random);
  return Array.from({ length: n }, () => {
    x = rho * x + Math.sqrt(1 - rho * rho) * standardNormal(random);
    return x;
  });
}

describe('effective sample size', () => {
  // Closed form: n (1 - rho) / (1 + rho).
  it.each([
    [0, 20_000, 1],
    [0.5, 20_000, 1 / 3],
    [0.9, 20_000, 1 / 19],
    [0.9, 3000, 1 / 19],
  ])(
    'the effective sample size of an autoregression of %d over %d values is near its closed form',
    (rho, n, share) => {
      const sizes = Array.from({ length: 15 }, (_, seed) =>
        effectiveSampleSize(autoregression(n, rho, seed)),
      ).toSorted((a, b) => a - b);
      const median = sizes[7] ?? 0;
      expect(median / n).toBeGreaterThan(0.6 * share);
      expect(median / n).toBeLessThan(1.2 * share);
    },
  );

  it('the effective sample size reflects a weak drift that single lags do not show', () => {
    const noise = autoregression(3000, 0, 1);
    const drifting = noise.map((x, i) => x + 0.35 * Math.sin(i / 500));
    expect(effectiveSampleSize(noise)).toBeGreaterThan(1500);
    expect(effectiveSampleSize(drifting)).toBeLessThan(150);
  });

  it('the effective sample size of constant values is their number', () => {
    expect(effectiveSampleSize(Array.from({ length: 100 }, () => 0.1))).toBe(100);
    expect(effectiveSampleSize([])).toBe(0);
    // Too few to tell a drift from chance.
    expect(effectiveSampleSize(Array.from({ length: 29 }, (_, i) => i))).toBe(29);
    expect(effectiveSampleSize(Array.from({ length: 30 }, (_, i) => i))).toBeLessThan(10);
  });

  it('the effective sample size lies between 1 and the number of values', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 9, noNaN: true }), { minLength: 4, maxLength: 80 }),
        (x) => {
          expect(effectiveSampleSize(x)).toBeGreaterThanOrEqual(1);
          expect(effectiveSampleSize(x)).toBeLessThanOrEqual(x.length);
        },
      ),
    );
  });
});
