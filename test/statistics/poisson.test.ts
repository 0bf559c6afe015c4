import { describe, expect, it } from 'vitest';
import { poissonCdf, poissonQuantile } from '../../src/statistics/poisson.ts';

const CHANCES = [0.05, 0.5, 0.95, 0.999];

describe('Poisson distribution', () => {
  // Computed by adding up the probabilities.
  it.each([
    { mean: 0.5, quantiles: [0, 0, 2, 4] },
    { mean: 3, quantiles: [1, 3, 6, 10] },
    { mean: 30, quantiles: [21, 30, 39, 48] },
    { mean: 63.8, quantiles: [51, 64, 77, 90] },
    { mean: 200, quantiles: [177, 200, 224, 245] },
    { mean: 0, quantiles: [0, 0, 0, 0] },
  ])(
    'the Poisson distribution of mean $mean has the quantiles $quantiles',
    ({ mean, quantiles }) => {
      expect(CHANCES.map((p) => poissonQuantile(mean, p))).toEqual(quantiles);
    },
  );

  it('the Poisson distribution gives no events the probability exp(-mean), and fewer than none 0', () => {
    expect(poissonCdf(0, 2)).toBeCloseTo(Math.exp(-2), 14);
    expect(poissonCdf(-1, 2)).toBe(0);
  });

  it('the Poisson quantile at a mean of a million is within its square root', () => {
    const upper = poissonQuantile(1e6, 0.975);
    expect((upper - 1e6) / 1000).toBeCloseTo(1.96, 2);
  });
});
