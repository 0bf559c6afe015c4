import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Problem } from '../../src/problem/problem.ts';
import { parseDemand } from '../../src/scenario/demand.ts';

describe('parseDemand', () => {
  it.each([
    ['50000/day', 50_000],
    ['50,000/day', 50_000],
    ['50_000 / d', 50_000],
    ['24k/day', 24_000],
    ['2/s', 172_800],
    ['35/min', 50_400],
    ['100/hour', 2400],
    ['7k/week', 1000],
    ['1.5M/month', 49_315.068_493],
    [50_000, 50_000],
    ['50000', 50_000],
  ])('parses %s as %d queries a day', (text, queriesPerDay) => {
    expect(parseDemand(text)).toBeCloseTo(queriesPerDay, 5);
  });

  it.each([
    '',
    'lots',
    '50000/fortnight',
    '-5/day',
    '0/day',
    '5K/day',
    '/day',
    '1,5/day',
    'Infinity',
    0,
    Number.NaN,
  ])('rejects %j with an example', (text) => {
    expect(() => parseDemand(text)).toThrow(Problem);
    expect(() => parseDemand(text)).toThrow(
      `"${text}" is not a demand. Write it as a number above 0`,
    );
  });

  it('parses any whole number of queries in any unit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (n) => {
        expect(parseDemand(`${n}/h`)).toBe(n * 24);
        expect(parseDemand(`${n}k/day`)).toBe(n * 1000);
      }),
    );
  });
});
