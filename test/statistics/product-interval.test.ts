import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/random/random.ts';
import { productInterval } from '../../src/statistics/product-interval.ts';
import { wilson } from '../../src/statistics/proportion.ts';

const CERTAIN = { value: 1, interval: { low: 1, high: 1 } };

describe('interval of a product', () => {
  it('the interval of a product is that of one share where the other is certain', () => {
    const one = { value: 0.8, interval: { low: 0.7, high: 0.88 } };
    const { low, high } = productInterval(one, CERTAIN);
    expect(low).toBeCloseTo(0.7, 12);
    expect(high).toBeCloseTo(0.88, 12);
  });

  it('the interval of a product is wider than with either share alone, and stays within 0 and 1', () => {
    const one = { value: 0.9, interval: wilson(90, 100) };
    const other = { value: 0.5, interval: wilson(10, 20) };
    const both = productInterval(one, other);
    expect(both.low).toBeLessThan(0.9 * other.interval.low);
    expect(both.high).toBeGreaterThan(0.9 * other.interval.high);
    expect(productInterval(CERTAIN, { value: 1, interval: { low: 0.2, high: 1 } }).high).toBe(1);
  });

  it.each([
    [0.95, 1000, 0.8, 20],
    [0.7, 300, 0.9, 50],
    [0.5, 100, 0.5, 100],
  ])(
    'the interval of a product covers %d of %i times %d of %i in about 95 of 100 runs',
    (share, n, pass, judged) => {
      const random = createRandom(7, 'bootstrap', `${share} ${pass}`);
      const count = (p: number, of: number): number => {
        let hits = 0;
        for (let i = 0; i < of; i++) if (random() < p) hits++;
        return hits;
      };
      let held = 0;
      for (let run = 0; run < 1000; run++) {
        const [a, b] = [count(share, n), count(pass, judged)];
        const { low, high } = productInterval(
          { value: a / n, interval: wilson(a, n) },
          { value: b / judged, interval: wilson(b, judged) },
        );
        if (low <= share * pass && share * pass <= high) held++;
      }
      expect(held / 1000).toBeGreaterThan(0.93);
      expect(held / 1000).toBeLessThan(0.985);
    },
  );
});
