import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPriced, type PlanTarget } from '../../../src/plan/demand/plan-target.ts';
import { tokenSavingLevers } from '../../../src/plan/lever/token-saving-levers.ts';
import { sonnet } from '../sample-target.ts';

function levers(target: PlanTarget, allowed: number) {
  if (!isPriced(target)) throw new Error(`${target.name} has no price`);
  return Object.fromEntries(tokenSavingLevers(target, allowed).map((lever) => [lever.kind, lever]));
}

const allowed = 10 / 3;

describe('levers of one target', () => {
  it('the levers of one target say that nothing brings $9.75 down to a third of it', () => {
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

  it('the levers of one target exactly meet the budget where they can', () => {
    const found = levers(sonnet, 8);
    expect(found['response-cache']?.value).toBeCloseTo(1 - 8 / 9.75, 9);
    expect(found['shorter-answer']?.value).toBeCloseTo(2000 / 15, 6);
    expect(found['shorter-prompt']?.value).toBeCloseTo(4250 / 3, 6);
    expect(found['prompt-cache']?.value).toBeCloseTo(1750 / 2.355, 6);
    expect(found.batch?.value).toBeCloseTo(1.75 / 4.875, 9);
    expect(Object.values(found).every((lever) => lever.reaches)).toBe(true);
  });

  it('the levers of one target give the longest prompt that fits beside short answers', () => {
    const brief = { ...sonnet, per1k: 7.5, size: { input: 2000, output: 100 } };
    expect(levers(brief, allowed)['shorter-prompt']?.value).toBeCloseTo(611.111, 3);
  });

  it('the levers of one target do not change costs beside tokens', () => {
    const behindApi = { ...sonnet, per1k: 9.85 };
    expect(levers(behindApi, 8.1)['shorter-prompt']?.value).toBeCloseTo(4250 / 3, 6);
  });

  it.each([
    [
      'shorter-answer',
      { input: 2000, output: 250 },
      6.9,
      63,
      /at 63 tokens, .*\(today's are 250\), it costs \$6\.95 per 1,000/,
    ],
    [
      'shorter-answer',
      { input: 2000, output: 12 },
      6.05,
      20,
      /today's 12 tokens are no more than 20 tokens/,
    ],
    [
      'shorter-prompt',
      { input: 2000, output: 250 },
      5,
      500,
      /at 500 tokens, .*\(today's are 2,000\), it costs \$5\.25 per 1,000/,
    ],
    [
      'shorter-prompt',
      { input: 40, output: 250 },
      3.8,
      50,
      /today's 40 tokens are no more than 50 tokens/,
    ],
  ] as const)(
    'the levers of one target never go below a stated floor: %s of %j',
    (kind, size, allowed, floor, message) => {
      const per1k = (size.input * 3 + size.output * 15) / 1000;
      const lever = levers({ ...sonnet, size, per1k }, allowed)[kind];
      expect(lever).toMatchObject({
        reaches: false,
        floor,
        sentence: expect.stringMatching(message),
      });
      expect(lever).not.toHaveProperty('value');
      expect(lever?.caveat).toContain(`Fewer than ${floor} tokens are not considered`);
    },
  );

  it('the levers of one target leave at least the floor of any size, for any budget', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 8000, noNaN: true }),
        fc.double({ min: 1, max: 4000, noNaN: true }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (input, output, share) => {
          const per1k = (input * 3 + output * 15) / 1000;
          const found = levers({ ...sonnet, size: { input, output }, per1k }, share * per1k);
          for (const [kind, now, least] of [
            ['shorter-answer', output, 20],
            ['shorter-prompt', input, 50],
          ] as const) {
            const { value } = found[kind] ?? {};
            if (value === undefined) continue;
            expect(value).toBeGreaterThanOrEqual(Math.max(now / 4, least));
            expect(value).toBeLessThanOrEqual(now);
          }
        },
      ),
    );
  });

  it('the levers of one target shorten the uncached part of a prompt, and still pay for the cached one', () => {
    // 1,000 fresh at $3, 250 out at $15, 1,000 read at $0.30, 200 written at $3.75.
    const size = { input: 1000, output: 250, cacheRead: 1000, cacheWrite: 200 };
    const per1k = 3 + 3.75 + 0.3 + 0.75;
    const found = levers({ ...sonnet, size, per1k }, per1k - 1.5);
    expect(found['shorter-prompt']?.value).toBeCloseTo(500, 6);
    expect(found['shorter-answer']?.value).toBeCloseTo(150, 6);
    expect(found).not.toHaveProperty('prompt-cache');
  });

  it("the levers of one target cache no prefix below the model's minimum", () => {
    const needed = levers({ ...sonnet, leastCached: 1024 }, 9)['prompt-cache'];
    expect(needed).toMatchObject({ reaches: true, value: 1024 });
    expect(levers({ ...sonnet, leastCached: 2048 }, 9)).not.toHaveProperty('prompt-cache');
  });

  it('the levers of one target are only a response cache where tokens or their price are unknown', () => {
    const { price, ...unpriced } = sonnet;
    expect(price).toBeDefined();
    expect(Object.keys(levers(unpriced, 8))).toEqual(['response-cache']);
  });

  it('the levers of one target offer no prompt cache where the model has none', () => {
    const plain = { ...sonnet, price: { input: 3, output: 15 } };
    expect(levers(plain, 8)).not.toHaveProperty('prompt-cache');
  });

  it('the levers of one target give up where fixed costs use up the budget', () => {
    const found = levers(sonnet, -1);
    expect(found['response-cache']).toMatchObject({
      reaches: false,
      sentence: 'No cache of answers brings sonnet inside the budget: fixed costs use it up.',
    });
    expect(Object.values(found).some((lever) => lever.reaches)).toBe(false);
  });
});
