import { describe, expect, it } from 'vitest';
import { createPromptCache, leastCached } from '../../src/serving/prompt-cache.ts';

const FIVE = 300_000;
const HOUR = 3_600_000;
const system = { key: 'system', tokens: 1500, ttl: FIVE };
const turns = { key: 'turns', tokens: 4000, ttl: FIVE };

describe('prompt cache', () => {
  it('a prompt cache writes up to a point, and reads it from then on', () => {
    const cache = createPromptCache(1024);
    expect(cache.lookUp([system], 0)).toEqual({ read: 0, written: [{ ttl: FIVE, tokens: 1500 }] });
    cache.store([system], 0);
    expect(cache.lookUp([system], 1)).toEqual({ read: 1500, written: [] });
  });

  it('a prompt cache reads up to the furthest cached point and writes the rest', () => {
    const cache = createPromptCache(1024);
    cache.store([system], 0);
    expect(cache.lookUp([system, turns], 1)).toEqual({
      read: 1500,
      written: [{ ttl: FIVE, tokens: 2500 }],
    });
  });

  it('a prompt cache reports the lifetime of each written part', () => {
    const cache = createPromptCache(1024);
    expect(cache.lookUp([{ ...system, ttl: HOUR }, turns], 0).written).toEqual([
      { ttl: HOUR, tokens: 1500 },
      { ttl: FIVE, tokens: 2500 },
    ]);
  });

  it.each([
    ['five minutes', FIVE],
    ['an hour', HOUR],
  ])('a prompt cache expires after %s without use, and every use restarts the time', (_, ttl) => {
    const cache = createPromptCache(1024);
    const point = { ...system, ttl };
    cache.store([point], 0);
    cache.store([point], ttl - 1);
    expect(cache.lookUp([point], 2 * ttl - 2).read).toBe(1500);
    expect(cache.lookUp([point], 2 * ttl - 1).read).toBe(0);
  });

  it('a prompt cache stores no short prefix, and nothing on a mere look-up', () => {
    const cache = createPromptCache(2048);
    cache.store([system], 0);
    expect(cache.lookUp([system], 1)).toEqual({ read: 0, written: [] });
    cache.lookUp([turns], 1);
    expect(cache.lookUp([turns], 2).read).toBe(0);
  });
});

describe('leastCached', () => {
  it.each([
    ['us.anthropic.claude-3-5-haiku-20241022-v1:0', 2048],
    ['amazon.nova-lite-v1:0', 1000],
    ['anthropic.claude-3-7-sonnet-20250219-v1:0', 1024],
  ])('leastCached of %s is %i tokens', (model, tokens) => {
    expect(leastCached(model)).toBe(tokens);
  });
});
