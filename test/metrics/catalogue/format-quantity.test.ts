import { describe, expect, it } from 'vitest';
import type { Unit } from '../../../src/metrics/catalogue/format-quantity.ts';
import { formatQuantity } from '../../../src/metrics/catalogue/format-quantity.ts';

describe('quantity', () => {
  it.each<[number, Unit, string]>([
    [0, 'ms', '0 ms'],
    [0.34, 'ms', '0.34 ms'],
    [340.4, 'ms', '340 ms'],
    [999.4, 'ms', '999 ms'],
    [999.7, 'ms', '1 s'],
    [2834, 'ms', '2.83 s'],
    [90_000, 'ms', '90 s'],
    [150_000, 'ms', '2.5 min'],
    [7_200_000, 'ms', '2 h'],
    [0, 'share', '0 %'],
    [0.1408, 'share', '14.1 %'],
    [0.0004, 'share', '0.04 %'],
    [0.99999, 'share', '99.99 %'],
    [0.995, 'share', '99.5 %'],
    [1, 'share', '100 %'],
    [4176.4, 'usd', '$4,176'],
    [99.999, 'usd', '$100'],
    [12.5, 'usd', '$12.50'],
    [0.8125, 'usd', '$0.813'],
    [0.0008, 'usd', '$0.0008'],
    [0.0000000123, 'usd', '$0.0000000123'],
    [0, 'usd', '$0'],
    [1234, 'tokens', '1,234'],
    [1234.56, 'tokens', '1,235'],
    [12.34, 'tokens', '12.3'],
    [3, 'count', '3'],
    [45.21, 'per_second', '45.2/s'],
    [1234.5, 'per_second', '1,235/s'],
    [0.8734, 'score', '0.873'],
    [1.081, 'ratio', '1.08×'],
    [-12.34, 'ms', '-12.3 ms'],
  ])('a quantity of %d %s is printed as %s', (value, unit, text) => {
    expect(formatQuantity(value, unit)).toBe(text);
  });

  it('a quantity is unknown where there is no number', () => {
    expect(formatQuantity(Number.NaN, 'usd')).toBe('unknown');
    expect(formatQuantity(Number.POSITIVE_INFINITY, 'ms')).toBe('unknown');
  });

  it('a quantity shows more figures when asked', () => {
    expect(formatQuantity(2999.4, 'ms', 5)).toBe('2.9994 s');
    expect(formatQuantity(840.256, 'usd', 5)).toBe('$840.26');
  });
});
