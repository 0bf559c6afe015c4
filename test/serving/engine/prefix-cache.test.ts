import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/random/random.ts';
import { createServing } from '../../../src/serving/create-serving.ts';
import { createPrefixCache, withPrefixCache } from '../../../src/serving/engine/prefix-cache.ts';
import { simulate } from '../../../src/serving/simulate.ts';
import { plainEngine } from '../plain-engine.ts';

describe('prefix cache', () => {
  it('a prefix cache holds exactly the common prefix of prompts', () => {
    const cache = createPrefixCache(5120);
    expect(cache.take([1, 2, 3])).toBe(0);
    expect(cache.take([1, 2, 9])).toBe(1024);
    expect(cache.take([7, 2, 3])).toBe(0);
    expect(cache.take([1, 2, 3])).toBe(1536);
    expect(cache.take([])).toBe(0);
  });

  it('a prefix cache evicts the least recently used prompt, from its end', () => {
    const cache = createPrefixCache(3 * 512);
    cache.take([1, 2]);
    cache.take([5, 6]);
    expect(cache.take([1, 2])).toBe(512);
  });

  it('a prefix cache smaller than a block holds nothing', () => {
    const cache = createPrefixCache(511);
    cache.take([1]);
    expect(cache.take([1])).toBe(0);
  });

  it('a prefix cache hits like an unlimited one while everything fits', () => {
    const prompts = fc.array(fc.uniqueArray(fc.nat(9), { maxLength: 4 }), { maxLength: 20 });
    fc.assert(
      fc.property(prompts, (asked) => {
        const small = createPrefixCache(10 * 512);
        const endless = createPrefixCache(1e9);
        for (const blocks of asked) expect(small.take(blocks)).toBe(endless.take(blocks));
      }),
    );
  });

  it('a prefix cache saves the prefill of an earlier prompt', () => {
    const profile = { ...plainEngine, perPrefillToken: 0.1 };
    const serving = withPrefixCache(
      createServing(profile, createRandom(1, 'service')),
      createPrefixCache(10_000),
    );
    const prompt = { inputTokens: 1100, outputTokens: 1, blocks: [1, 2] };
    const { jobs } = simulate(serving, [
      { id: 1, at: 0, ...prompt },
      { id: 2, at: 1000, ...prompt },
    ]);
    const waits = jobs.map(({ at, firstToken }) => firstToken - at);
    expect(waits[0]).toBeCloseTo(10 + 110, 9);
    expect(waits[1]).toBeCloseTo(10 + 7.6, 9);
  });
});
