import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/scenario/random.ts';
import { blockQuantileInterval } from '../../src/statistics/block-bootstrap.ts';
import { quantileRanks } from '../../src/statistics/quantile-interval.ts';

const bootstrap = () => createRandom(1, 'bootstrap');

function uniform(n: number, seed = 5): number[] {
  const random = createRandom(seed, 'service');
  return Array.from({ length: n }, () => random());
}

/** A level that changes every hundred values, as a queue that fills and empties does. */
function inSpells(n: number): number[] {
  const noise = uniform(n);
  const levels = uniform(n / 100, 9);
  return noise.map((value, i) => 0.1 * value + (levels[Math.floor(i / 100)] ?? 0));
}

function width(series: readonly number[], block: number, p = 0.5): number {
  const interval = blockQuantileInterval(series, p, { block, random: bootstrap() });
  return (interval?.high ?? Number.NaN) - (interval?.low ?? Number.NaN);
}

describe('the block bootstrap of a quantile', () => {
  it.each([0.5, 0.9])('agrees with the order statistics of independent values at p = %d', (p) => {
    const series = uniform(2000);
    const sorted = series.toSorted((a, b) => a - b);
    const { lower = 1, upper = 2000 } = quantileRanks(2000, p);
    const exact = (sorted[upper - 1] ?? 0) - (sorted[lower - 1] ?? 0);
    expect(width(series, 1, p) / exact).toBeGreaterThan(0.8);
    expect(width(series, 1, p) / exact).toBeLessThan(1.25);
  });

  it('is several times as wide where values come in spells', () => {
    const series = inSpells(4000);
    expect(width(series, 100) / width(series, 1)).toBeGreaterThan(3);
  });

  it('holds only values of the series, and its quantile', () => {
    const series = uniform(300);
    const interval = blockQuantileInterval(series, 0.95, { block: 15, random: bootstrap() });
    expect(series).toContain(interval?.low);
    expect(series).toContain(interval?.high);
    const p95 = series.toSorted((a, b) => a - b)[284] ?? Number.NaN;
    expect(interval?.low).toBeLessThanOrEqual(p95);
    expect(interval?.high).toBeGreaterThanOrEqual(p95);
  });

  it('with one block of everything knows nothing but the value itself', () => {
    const options = { block: 1000, random: bootstrap() };
    expect(blockQuantileInterval([3, 1, 2], 0.5, options)).toEqual({ low: 2, high: 2 });
  });

  it('of no values is undefined', () => {
    expect(blockQuantileInterval([], 0.5, { block: 5, random: bootstrap() })).toBeUndefined();
  });
});
