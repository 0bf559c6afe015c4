import { describe, expect, it } from 'vitest';
import { Rate } from '../../src/metrics/aggregates/rate.ts';
import { Trend } from '../../src/metrics/aggregates/trend.ts';
import { createRandom } from '../../src/random/random.ts';
import type { Interval } from '../../src/statistics/interval.ts';

/** A small draw of what `npm run bench:coverage` measures; the seeds are fixed. */
const RUNS = 80;
const random = createRandom(1, 'answers');

function share(truth: number, interval: () => Partial<Interval>): number {
  const held = Array.from({ length: RUNS }, interval).filter(
    ({ low = -Infinity, high = Infinity }) => low <= truth && truth <= high,
  );
  return held.length / RUNS;
}

/** Times in an M/M/1 queue at load 0.8, arrivals in order; the median is ln 2 / (1 - 0.8). */
function queue(): Trend {
  const trend = new Trend();
  const exponential = () => -Math.log(1 - random());
  let wait = random() < 0.8 ? exponential() / 0.2 : 0;
  for (let i = 0; i < 1500; i++) {
    const stay = wait + exponential();
    trend.add(1000 * stay, i);
    wait = Math.max(0, stay - exponential() / 0.8);
  }
  return trend;
}

/** 10 % failures in bursts of ten. */
function bursty(): Rate {
  const rate = new Rate();
  let bad = random() < 0.1;
  for (let i = 0; i < 1500; i++) {
    rate.add(bad ? 1 : 0, i);
    bad = bad ? random() >= 0.1 : random() < 0.1 / 9;
  }
  return rate;
}

describe('95 % interval', () => {
  it('a 95 % interval covers the median of a queue, which independent ranks do not', () => {
    const truth = (1000 * Math.LN2) / 0.2;
    expect(share(truth, () => queue().bounds(50))).toBeGreaterThanOrEqual(0.9);
    expect(share(truth, () => queue().hastyBounds(50, 0.95))).toBeLessThan(0.6);
    const bounded = Array.from({ length: RUNS }, () => queue().interval(50));
    expect(bounded.filter(Boolean).length / RUNS).toBeGreaterThan(0.7);
  });

  it('a 95 % interval covers a rate of failures that come in bursts', () => {
    expect(share(0.1, () => bursty().interval)).toBeGreaterThanOrEqual(0.9);
  });

  it('a 95 % interval of independent values is hardly wider for the correction', () => {
    const widths = Array.from({ length: RUNS }, () => {
      const trend = new Trend();
      for (let i = 0; i < 1000; i++) trend.add(1000 * random(), i);
      const [wide, narrow] = [trend.bounds(50), trend.hastyBounds(50, 0.95)];
      return ((wide.high ?? 0) - (wide.low ?? 0)) / ((narrow.high ?? 1) - (narrow.low ?? 0));
    }).toSorted((a, b) => a - b);
    expect(widths[RUNS / 2]).toBeLessThan(1.2);
  });
});
