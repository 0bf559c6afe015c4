import { describe, expect, it } from 'vitest';
import { logGamma, upperGamma } from '../../src/statistics/gamma-function.ts';

describe('logGamma', () => {
  it.each([
    [0.1, Math.log(9.513507698668732)],
    [0.5, Math.log(Math.PI) / 2],
    [1, 0],
    [2, 0],
    [5, Math.log(24)],
    [11, Math.log(3_628_800)],
    [171, 706.5730622457874],
    [1e7, 151180949.3695],
  ])('logGamma of %d is %d', (x, expected) => {
    expect(logGamma(x)).toBeCloseTo(expected, x > 1e6 ? 4 : 10);
  });

  it('logGamma refuses 0 and below', () => {
    expect(() => logGamma(0)).toThrow(RangeError);
  });
});

describe('upperGamma', () => {
  it.each([1e-3, 0.5, 1, 1.9, 2.1, 7, 40])(
    'upperGamma of shape 1 at %d is the exponential tail',
    (x) => {
      expect(upperGamma(1, x)).toBeCloseTo(Math.exp(-x), 13);
    },
  );

  it.each([1e-3, 0.5, 1, 3, 7])('upperGamma of shape 3 at %d is a Poisson sum', (x) => {
    expect(upperGamma(3, x)).toBeCloseTo(Math.exp(-x) * (1 + x + (x * x) / 2), 13);
  });

  it('upperGamma is 1 at 0', () => {
    expect(upperGamma(2, 0)).toBe(1);
  });
});
