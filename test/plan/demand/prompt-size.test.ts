import { describe, expect, it } from 'vitest';
import {
  maxInputTokens,
  maxOutputTokens,
  promptCachePer1k,
  sizePer1k,
} from '../../../src/plan/demand/prompt-size.ts';

const sonnet = { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 };
const llama = { input: 2.65, output: 3.5 };
const allowed = 10 / 3;

describe('size of a prompt', () => {
  it.each([
    ['sonnet', sonnet, 100, 611.111],
    ['sonnet', sonnet, 150, 361.111],
    ['llama', llama, 250, 927.673],
  ])(
    'the size of a prompt of %s is limited by the budget, %j with %d out to %d',
    (_, price, output, input) => {
      expect(maxInputTokens(price, output, allowed)).toBeCloseTo(input, 2);
    },
  );

  it('the size of a prompt has no limit where the other half alone is over the budget', () => {
    expect(maxInputTokens(sonnet, 250, allowed)).toBeUndefined();
    expect(maxOutputTokens(sonnet, 2000, allowed)).toBeUndefined();
  });

  it('a prompt at its size limit costs exactly the allowed amount', () => {
    const output = maxOutputTokens(sonnet, 800, allowed) ?? Number.NaN;
    expect(sizePer1k(sonnet, { input: 800, output })).toBeCloseTo(allowed, 9);
  });
});

describe('cached prefix', () => {
  it.each([
    [500, 0.9, 8.5725],
    [1000, 0.99, 7.0845],
    [1500, 0.9, 6.2175],
    [1500, 0.99, 5.751_75],
    [1000, 0, 10.5],
  ])(
    'a cached prefix of %d tokens found %d of the time costs $%d per 1k',
    (prefix, hitRate, per1k) => {
      const size = { input: 2000, output: 250 };
      expect(promptCachePer1k(sonnet, size, { prefix, hitRate })).toBeCloseTo(per1k, 9);
    },
  );

  it('a cached prefix has no price where the model has no cache', () => {
    const size = { input: 2000, output: 250 };
    expect(promptCachePer1k(llama, size, { prefix: 500, hitRate: 0.9 })).toBeUndefined();
  });
});
