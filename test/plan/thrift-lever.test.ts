import { describe, expect, it } from 'vitest';
import { isPriced, type PlanTarget } from '../../src/plan/plan-target.ts';
import { thriftLevers } from '../../src/plan/thrift-lever.ts';
import { sonnet } from './sample-target.ts';

function levers(target: PlanTarget, allowed: number) {
  if (!isPriced(target)) throw new Error(`${target.name} has no price`);
  return Object.fromEntries(thriftLevers(target, allowed).map((lever) => [lever.kind, lever]));
}

const allowed = 10 / 3;

describe('the levers of one target', () => {
  it('say that nothing brings $9.75 down to a third of it', () => {
    const found = levers(sonnet, allowed);
    expect(
      Object.values(found).map(({ kind, reaches, value }) => [kind, reaches, value?.toFixed(4)]),
    ).toEqual([
      ['response-cache', false, '0.6581'],
      ['shorter-answer', false, undefined],
      ['shorter-prompt', false, undefined],
      ['prompt-cache', false, undefined],
      ['batch', false, undefined],
    ]);
    expect(found['prompt-cache']?.sentence).toContain('it costs $5.04 per 1,000 queries');
  });

  it('just meet the budget where they can', () => {
    const found = levers(sonnet, 8);
    expect(found['response-cache']?.value).toBeCloseTo(1 - 8 / 9.75, 9);
    expect(found['shorter-answer']?.value).toBeCloseTo(2000 / 15, 6);
    expect(found['shorter-prompt']?.value).toBeCloseTo(4250 / 3, 6);
    expect(found['prompt-cache']?.value).toBeCloseTo(1750 / 2.355, 6);
    expect(found.batch?.value).toBeCloseTo(1.75 / 4.875, 9);
    expect(Object.values(found).every((lever) => lever.reaches)).toBe(true);
  });

  it('give the longest prompt that fits beside short answers', () => {
    const brief = { ...sonnet, per1k: 7.5, size: { input: 2000, output: 100 } };
    expect(levers(brief, allowed)['shorter-prompt']?.value).toBeCloseTo(611.111, 3);
  });

  it('leave what is paid beside tokens as it is', () => {
    const behindApi = { ...sonnet, per1k: 9.85 };
    expect(levers(behindApi, 8.1)['shorter-prompt']?.value).toBeCloseTo(4250 / 3, 6);
  });

  it('do not reach by leaving less than a quarter of an answer', () => {
    expect(levers(sonnet, 6.9)['shorter-answer']).toMatchObject({ reaches: false });
    expect(levers(sonnet, 6.9)['shorter-answer']?.value).toBeCloseTo(60, 6);
  });

  it('are a cache of answers alone where tokens or their price are unknown', () => {
    const { price, ...unpriced } = sonnet;
    expect(price).toBeDefined();
    expect(Object.keys(levers(unpriced, 8))).toEqual(['response-cache']);
  });

  it('offer no prompt cache where the model has none', () => {
    const plain = { ...sonnet, price: { input: 3, output: 15 } };
    expect(levers(plain, 8)).not.toHaveProperty('prompt-cache');
  });

  it('give up where fixed costs use up the budget', () => {
    const found = levers(sonnet, -1);
    expect(found['response-cache']).toMatchObject({
      reaches: false,
      sentence: 'No cache of answers brings sonnet inside the budget: fixed costs use it up.',
    });
    expect(Object.values(found).some((lever) => lever.reaches)).toBe(false);
  });
});
