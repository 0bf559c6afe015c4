import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/scenario/random.ts';
import { meanInterval } from '../../src/statistics/bootstrap.ts';

const random = () => createRandom(1, 'bootstrap');
const coins = Array.from({ length: 400 }, (_, i) => (i % 4 === 0 ? 1 : 0));

describe('meanInterval', () => {
  it('is about two standard errors either side of the mean', () => {
    const interval = meanInterval(coins, { random: random() });
    const error = Math.sqrt((0.25 * 0.75) / 400);
    expect(interval?.low).toBeCloseTo(0.25 - 1.96 * error, 1.9);
    expect(interval?.high).toBeCloseTo(0.25 + 1.96 * error, 1.9);
  });

  it('is wider where values come in clusters that agree', () => {
    const clustered = coins.map((_, i) => (i < 100 ? 1 : 0));
    const clusters = coins.map((_, i) => String(Math.floor(i / 20)));
    const plain = meanInterval(clustered, { random: random() });
    const whole = meanInterval(clustered, { random: random(), clusters });
    const width = (interval = plain) => (interval?.high ?? 0) - (interval?.low ?? 0);
    // Twenty clusters in place of four hundred values: sqrt(20) times as wide.
    expect(width(whole) / width()).toBeGreaterThan(3.5);
    expect(width(whole) / width()).toBeLessThan(5.5);
  });

  it('is the same for the same seed', () => {
    expect(meanInterval(coins, { random: random() })).toEqual(
      meanInterval(coins, { random: random() }),
    );
  });

  it('weighs clusters by their size: the mean is over values, not over clusters', () => {
    const clusters = ['big', 'big', 'big', 'small'];
    const interval = meanInterval([1, 1, 1, 0], { random: random(), clusters });
    expect(interval).toEqual({ low: 0, high: 1 });
  });

  it('of no values is undefined', () => {
    expect(meanInterval([], { random: random() })).toBeUndefined();
  });
});
