import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/random/random.ts';
import type { Emission } from '../../src/serving/base/serving.ts';
import { createPooled } from '../../src/serving/pooled.ts';
import type { PooledKnobs, PooledProfile } from '../../src/serving/profiles/profile.ts';

const plain: PooledProfile = {
  name: 'plain-pool',
  mode: 'pooled',
  provenance: { status: 'assumed', source: 'Made up for tests.' },
  quota: {},
  ttft: 500,
  ttftSigma: 0,
  perInputToken: 0,
  tokensPerSecond: 100,
  speedSigma: 0,
  tailProbability: 0,
  tailFactor: 1,
};

function run(knobs: Partial<PooledKnobs>, jobs = 1, inputTokens = 0): readonly Emission[] {
  const pooled = createPooled({ ...plain, ...knobs }, createRandom(1, 'service'));
  for (let id = 0; id < jobs; id++) pooled.arrive({ id, inputTokens, outputTokens: 3 }, 0);
  return pooled.advance(Number.POSITIVE_INFINITY);
}

function quantile(values: readonly number[], p: number): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(p * values.length) - 1] ?? Number.NaN;
}

/** Times of the first tokens of many jobs. */
function ttfts(knobs: Partial<PooledKnobs>): number[] {
  return run(knobs, 20_000)
    .filter(({ tokens }) => tokens === 1)
    .map(({ at }) => at);
}

describe('pooled server', () => {
  it('a pooled server sends the first token after its median time and the others evenly', () => {
    expect(run({}).map(({ at }) => at)).toEqual([500, 510, 520]);
  });

  it('a pooled server takes longer for longer prompts, except cached tokens', () => {
    expect(run({ perInputToken: 0.1 }, 1, 2000)[0]?.at).toBe(700);
    const pooled = createPooled({ ...plain, perInputToken: 0.1 }, createRandom(1, 'service'));
    pooled.arrive({ id: 1, inputTokens: 2000, outputTokens: 1, cachedTokens: 1500 }, 0);
    expect(pooled.nextAt()).toBe(550);
  });

  it('a pooled server is as fast for a thousand jobs as for one', () => {
    expect(new Set(run({}, 1000).map(({ at }) => at))).toEqual(new Set([500, 510, 520]));
  });

  it('a pooled server draws the first token lognormally around its median', () => {
    const times = ttfts({ ttftSigma: 0.4 });
    expect(quantile(times, 0.5) / 500).toBeCloseTo(1, 1);
    // ln(P90 / P50) / 1.2816 is sigma.
    expect(Math.log(quantile(times, 0.9) / quantile(times, 0.5)) / 1.2816).toBeCloseTo(0.4, 1);
  });

  it('a pooled server puts a share of the requests into the tail', () => {
    const slow = ttfts({ tailProbability: 0.12, tailFactor: 48 }).filter((at) => at === 24_000);
    expect(slow.length / 20_000).toBeCloseTo(0.12, 1.7);
  });

  it('a pooled server draws a speed for each request', () => {
    const emissions = run({ speedSigma: 0.3 }, 5000);
    const gaps = emissions.filter(({ done }) => done).map(({ at }) => (at - 500) / 2);
    expect(quantile(gaps, 0.5)).toBeCloseTo(10, 0);
    expect(Math.log(quantile(gaps, 0.9) / quantile(gaps, 0.5)) / 1.2816).toBeCloseTo(0.3, 1);
  });

  it('a pooled server does not move other jobs when one is cancelled', () => {
    const pooled = createPooled(plain, createRandom(1, 'service'));
    for (const id of [1, 2]) pooled.arrive({ id, inputTokens: 0, outputTokens: 2 }, 0);
    pooled.cancel(1, 100);
    expect(pooled.inFlight).toBe(1);
    expect(pooled.advance(1000).map(({ id, at }) => [id, at])).toEqual([
      [2, 500],
      [2, 510],
    ]);
  });
});
