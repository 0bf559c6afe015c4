import { describe, expect, it } from 'vitest';
import { sustainedPerMinute, tokenDemand } from '../../src/plan/token-demand.ts';

const use = { input: 2000, output: 250, maxTokens: 1024, burndown: 1 };

describe('token demand', () => {
  it('settles what was used and reserves what was asked for', () => {
    expect(tokenDemand(162, use)).toEqual({ settled: 364_500, reserved: 489_888 });
  });

  it('counts output by its burndown when settling, but not when reserving', () => {
    expect(tokenDemand(162, { ...use, burndown: 5 })).toEqual({
      settled: 526_500,
      reserved: 489_888,
    });
  });
});

describe('the queries a minute that 400,000 tokens sustain at 5.6 s each', () => {
  it.each([
    [300, 1, 177.4],
    [1024, 1, 172.2],
    [4096, 1, 153.3],
    [64_000, 1, 48.8],
    [4096, 5, 113.8],
  ])('with maxTokens %d and burndown %d are %d', (maxTokens, burndown, expected) => {
    expect(sustainedPerMinute(400_000, { ...use, maxTokens, burndown }, 5600)).toBeCloseTo(
      expected,
      1,
    );
  });

  it('are never fewer for a reservation below what is used', () => {
    expect(sustainedPerMinute(400_000, { ...use, maxTokens: 100 }, 5600)).toBeCloseTo(177.778, 3);
  });
});
