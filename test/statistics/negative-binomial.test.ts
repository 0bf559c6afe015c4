import { describe, expect, it } from 'vitest';
import {
  negativeBinomialCdf,
  negativeBinomialQuantile,
} from '../../src/statistics/negative-binomial.ts';
import { poissonQuantile } from '../../src/statistics/poisson.ts';

const CHANCES = [0.05, 0.5, 0.95, 0.999];

describe('negative binomial distribution', () => {
  // Computed by adding up the probabilities.
  it.each([
    { mean: 0.5, quantiles: [0, 0, 3, 25] },
    { mean: 3, quantiles: [0, 1, 13, 42] },
    { mean: 30, quantiles: [9, 27, 61, 105] },
    { mean: 63.8, quantiles: [30, 61, 107, 162] },
    { mean: 200, quantiles: [135, 197, 274, 356] },
    { mean: 0, quantiles: [0, 0, 0, 0] },
  ])(
    'the negative binomial distribution of mean $mean and dispersion 9 has the quantiles $quantiles',
    ({ mean, quantiles }) => {
      expect(CHANCES.map((p) => negativeBinomialQuantile(mean, 9, p))).toEqual(quantiles);
    },
  );

  it('the negative binomial distribution is geometric at size 1: mean 3 and dispersion 4', () => {
    expect(negativeBinomialCdf(0, 3, 4)).toBeCloseTo(1 / 4, 12);
    expect(negativeBinomialCdf(2, 3, 4)).toBeCloseTo(1 - (3 / 4) ** 3, 12);
  });

  it('the negative binomial distribution approaches Poisson as the dispersion approaches 1', () => {
    expect(negativeBinomialQuantile(30, 1.0001, 0.95)).toBe(poissonQuantile(30, 0.95));
  });

  it('the negative binomial distribution refuses a dispersion that is not above 1', () => {
    expect(() => negativeBinomialQuantile(30, 1, 0.5)).toThrow('dispersion is above 1, not 1');
  });
});
