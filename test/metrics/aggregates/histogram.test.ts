import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Histogram } from '../../../src/metrics/aggregates/histogram.ts';

function histogramOf(values: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.add(value);
  return histogram;
}

const values = fc.array(fc.double({ min: 0, max: 3_600_000, noNaN: true }), {
  minLength: 1,
  maxLength: 40,
});

describe('histogram', () => {
  it('a histogram returns each rank at most 0.1 % and half a microsecond high', () => {
    fc.assert(
      fc.property(values, (values) => {
        const histogram = histogramOf(values);
        for (const [i, value] of values.toSorted((a, b) => a - b).entries()) {
          const read = histogram.atRank(i + 1);
          expect(read).toBeGreaterThanOrEqual(value - 0.000_501);
          expect(read).toBeLessThanOrEqual(value * 1.001 + 0.000_501);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('a histogram merged from parts is the histogram of the whole', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const merged = histogramOf(a);
        merged.merge(histogramOf(b));
        const whole = histogramOf([...a, ...b]);
        expect(merged.n).toBe(whole.n);
        for (let rank = 1; rank <= whole.n; rank++) {
          expect(merged.atRank(rank)).toBe(whole.atRank(rank));
        }
      }),
      { numRuns: 25 },
    );
  });

  it('a histogram clamps values below zero to zero and above an hour to an hour', () => {
    const histogram = histogramOf([-5, 0, 1e12, Number.POSITIVE_INFINITY]);
    expect(histogram.n).toBe(4);
    expect(histogram.atRank(2)).toBe(0);
    expect(histogram.atRank(3)).toBeCloseTo(3_600_000, -4);
  });

  it('a histogram refuses NaN and stays intact', () => {
    const histogram = histogramOf([5]);
    expect(() => histogram.add(Number.NaN)).toThrow(RangeError);
    expect(histogram.n).toBe(1);
    expect(histogram.atRank(1)).toBeCloseTo(5, 2);
  });

  it('a histogram finds every rank of a large count', () => {
    const histogram = new Histogram();
    for (let value = 1; value <= 2000; value++) histogram.add(value / 1000);
    for (let rank = 1; rank <= 2000; rank++) expect(histogram.atRank(rank)).toBe(rank / 1000);
  });
});
