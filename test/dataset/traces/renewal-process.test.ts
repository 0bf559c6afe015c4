import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  gammaRenewal,
  type RenewalProcess,
  renewalTimes,
  type RateSegment,
} from '../../../src/dataset/traces/renewal-process.ts';
import { createRandom } from '../../../src/random/random.ts';

/** Weibull of shape 2 has a CV of √(4 / π - 1). */
const WEIBULL: RenewalProcess = { family: 'weibull', shape: 2 };

function steady(gaps: RenewalProcess, perSecond: number, seconds: number): RateSegment[] {
  return [{ from: 0, to: seconds * 1000, perSecond, gaps }];
}

function times(segments: readonly RateSegment[], seed = 1): number[] {
  return [...renewalTimes(segments, createRandom(seed, 'arrivals'))];
}

function cvOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return Math.sqrt(variance) / mean;
}

describe('renewal process', () => {
  it.each([
    ['Gamma of CV 0.5', gammaRenewal(0.5), 0.5],
    ['Gamma of CV 1', gammaRenewal(1), 1],
    ['Gamma of CV 3', gammaRenewal(3), 3],
    ['Weibull of shape 2', WEIBULL, Math.sqrt(4 / Math.PI - 1)],
  ])('a renewal process keeps mean rate and coefficient of variation: %s', (_, gaps, cv) => {
    const at = times(steady(gaps, 10, 10_000));
    const between = at.slice(1).map((time, n) => time - (at[n] ?? 0));
    expect(at.length / 100_000).toBeCloseTo(1, cv > 1 ? 1 : 2);
    expect(cvOf(between) / cv).toBeCloseTo(1, 1);
  });

  it.each([
    ['even', gammaRenewal(0.2)],
    ['uneven', gammaRenewal(4)],
    ['Weibull', WEIBULL],
  ])(
    'a renewal process has as many requests in its first second as in any other: %s',
    (_, gaps) => {
      const runs = 4000;
      let count = 0;
      for (let seed = 0; seed < runs; seed++) count += times(steady(gaps, 2, 1), seed).length;
      expect(count / runs / 2).toBeCloseTo(1, 0);
      expect(Math.abs(count / runs / 2 - 1)).toBeLessThan(0.2);
    },
  );

  it.each<[string, RenewalProcess]>([
    ['even', gammaRenewal(0.2)],
    ['as uneven as Gamma gets', { family: 'gamma', shape: 0.0067 }],
    ['as uneven as Weibull gets', { family: 'weibull', shape: 0.15 }],
  ])('a renewal process matches its rate in every segment, to one request: %s', (_, gaps) => {
    const rates = [0.0011, 7, 0, 0.4, 93.3];
    const segments = rates.map((perSecond, n) => ({
      from: n * 600_000,
      to: (n + 1) * 600_000,
      perSecond,
      gaps,
    }));
    for (let seed = 0; seed < 4; seed++) {
      const at = times(segments, seed);
      for (const [n, rate] of rates.entries()) {
        const count = at.filter((t) => t >= n * 600_000 && t < (n + 1) * 600_000).length;
        expect(Math.abs(count - rate * 600)).toBeLessThan(1);
      }
      const expected = rates.reduce((sum, rate) => sum + rate * 600, 0);
      expect(Math.abs(at.length - expected)).toBeLessThan(1);
    }
  });

  it('a renewal process follows its rate from segment to segment, and is silent where that is 0', () => {
    const gaps = gammaRenewal(0.1);
    const at = times([
      { from: 0, to: 10_000, perSecond: 10, gaps },
      { from: 10_000, to: 20_000, perSecond: 0, gaps },
      { from: 20_000, to: 30_000, perSecond: 40, gaps },
    ]);
    const within = (from: number, to: number) => at.filter((t) => t >= from && t < to).length;
    expect(within(0, 10_000)).toBeCloseTo(100, -1);
    expect(within(10_000, 20_000)).toBe(0);
    expect(within(20_000, 30_000)).toBeCloseTo(400, -1);
  });

  it('a renewal process rises, stays within its segments and is the same under the same seed', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.double({ min: 0.1, max: 20, noNaN: true }),
        fc.array(fc.double({ min: 0, max: 50, noNaN: true }), { minLength: 1, maxLength: 5 }),
        (seed, cv, rates) => {
          const segments = rates.map((perSecond, n) => ({
            from: n * 1000,
            to: (n + 1) * 1000,
            perSecond,
            gaps: gammaRenewal(cv),
          }));
          const at = times(segments, seed);
          expect(at).toEqual(at.toSorted((a, b) => a - b));
          expect(at.every((t) => t >= 0 && t < rates.length * 1000)).toBe(true);
          expect(times(segments, seed)).toEqual(at);
        },
      ),
    );
  });
});
