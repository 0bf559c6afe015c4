import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/random/random.ts';
import { drawArrivals } from '../../src/schedule/arrival-process.ts';
import { constantRate } from '../../src/schedule/constant-rate.ts';
import { rampingRate } from '../../src/schedule/ramping-rate.ts';

const base = { maxVUs: 1, onSaturation: 'queue', timeUnit: 1000 } as const;
const ARRIVAL = { process: 'uniform' } as const;

const level = constantRate({
  ...base,
  executor: 'constant-arrival-rate',
  rate: 50,
  duration: 1_000_000,
  arrival: ARRIVAL,
});

function gapCv(dues: readonly number[]): number {
  const gaps = dues.slice(1).map((due, i) => due - (dues[i] ?? 0));
  const mean = gaps.reduce((a, b) => a + b, 0) / gaps.length;
  const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
  return Math.sqrt(variance) / mean;
}

describe('arrival process', () => {
  it.each([
    { name: 'poisson', arrival: { process: 'poisson' }, cv: 1 },
    { name: 'gamma cv 0.5', arrival: { process: 'gamma', cv: 0.5 }, cv: 0.5 },
    { name: 'gamma cv 3', arrival: { process: 'gamma', cv: 3 }, cv: 3 },
  ] as const)(
    'an arrival process gives $name gaps their coefficient of variation',
    ({ arrival, cv }) => {
      const dues = [...drawArrivals(level, arrival, createRandom(7, 'arrivals'))].map(
        ({ due }) => due,
      );
      expect(dues).toHaveLength(50_000);
      expect(gapCv(dues)).toBeGreaterThan(cv * 0.93);
      expect(gapCv(dues)).toBeLessThan(cv * 1.07);
    },
  );

  it('an arrival process keeps the mean rate: half of a Poisson process is in the first half of the time', () => {
    const dues = [...drawArrivals(level, { process: 'poisson' }, createRandom(3, 'arrivals'))];
    const early = dues.filter(({ due }) => due < 500_000).length;
    // Six standard deviations of Bin(50,000, 1/2).
    expect(Math.abs(early - 25_000)).toBeLessThan(6 * Math.sqrt(12_500));
  });

  it('an arrival process follows a ramp: a quarter of the arrivals is in the first half of a rise from zero', () => {
    const rise = rampingRate({
      ...base,
      executor: 'ramping-arrival-rate',
      startRate: 0,
      stages: [{ duration: 400_000, target: 100 }],
      arrival: ARRIVAL,
    });
    const dues = [...drawArrivals(rise, { process: 'poisson' }, createRandom(3, 'arrivals'))];
    expect(dues).toHaveLength(20_000);
    const early = dues.filter(({ due }) => due < 200_000).length;
    expect(Math.abs(early - 5000)).toBeLessThan(6 * Math.sqrt(20_000 * 0.25 * 0.75));
  });

  it('an arrival process handles bursts whose gaps underflow a double', () => {
    const dues = [
      ...drawArrivals(level, { process: 'gamma', cv: 100 }, createRandom(5, 'arrivals')),
    ];
    expect(dues).toHaveLength(50_000);
    expect(dues.every(({ due }) => due >= 0 && due < level.end)).toBe(true);
  });
});
