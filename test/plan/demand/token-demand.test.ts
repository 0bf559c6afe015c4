import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quotaNeed } from '../../../src/plan/demand/quota-need.ts';
import { sustainedPerMinute, tokenDemand } from '../../../src/plan/demand/token-demand.ts';
import { createQuota, type Quota } from '../../../src/serving/throttling/quota.ts';

const use = { input: 2000, output: 250, maxTokens: 1024, burndown: 1 };

describe('token demand', () => {
  it('token demand settles what was used and reserves what was requested', () => {
    expect(tokenDemand(162, use)).toEqual({ settled: 364_500, reserved: 489_888 });
  });

  it('token demand counts output by its burndown when settling, but not when reserving', () => {
    expect(tokenDemand(162, { ...use, burndown: 5 })).toEqual({
      settled: 526_500,
      reserved: 489_888,
    });
  });
});

describe('quota use of a query in a plan', () => {
  const tokens = fc.integer({ min: 0, max: 100_000 });
  const uses = fc.record({
    input: tokens,
    cacheWrite: tokens,
    maxTokens: fc.integer({ min: 1, max: 100_000 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    burndown: fc.constantFrom(1, 5, 10, 15),
  });

  /** Finds a quota's remaining tokens, bit by bit. */
  function left(quota: Quota): number {
    let sum = 0;
    for (let bit = 2 ** 24; bit >= 1; bit /= 2) {
      if (quota.admit({ input: bit, maxTokens: 0 }, 0).admitted) sum += bit;
    }
    return sum;
  }

  it("the plan's quota use of a query equals what the emulator’s quota reserves and settles", () => {
    fc.assert(
      fc.property(uses, ({ share, ...rest }) => {
        const use = { ...rest, output: Math.round(share * rest.maxTokens) };
        const demand = tokenDemand(1, use);
        const limit = 4_000_000;
        const open = createQuota({ tokensPerMinute: limit }, { burndown: use.burndown });
        const admission = open.admit(use, 0);
        if (!admission.admitted) throw new Error('Refused.');
        expect(admission.reservation.tokens).toBe(demand.reserved);
        expect(open.settle(admission.reservation, use, 0)).toBe(demand.settled);
        expect(left(open)).toBe(limit - demand.settled);

        const held = createQuota({ tokensPerMinute: limit }, { burndown: use.burndown });
        held.admit(use, 0);
        expect(left(held)).toBe(limit - demand.reserved);
      }),
    );
  });

  it("the plan's quota use of a query is within what doctor expects: between an empty and the longest answer", () => {
    fc.assert(
      fc.property(uses, fc.integer({ min: 1, max: 1000 }), ({ share, ...use }, perMinute) => {
        const output = Math.round(share * use.maxTokens);
        const { settled } = tokenDemand(perMinute, { ...use, output });
        const { least, most } = quotaNeed(perMinute, use);
        expect(least).toBeLessThanOrEqual(settled);
        expect(most).toBeGreaterThanOrEqual(settled);
      }),
    );
  });
});

describe('queries a minute that 400,000 tokens sustain at 5.6 s each', () => {
  it.each([
    [300, 1, 177.4],
    [1024, 1, 172.2],
    [4096, 1, 153.3],
    [64_000, 1, 48.8],
    [4096, 5, 113.8],
  ])(
    '400,000 tokens at 5.6 s each sustain, with maxTokens %d and burndown %d, %d queries a minute',
    (maxTokens, burndown, expected) => {
      expect(sustainedPerMinute(400_000, { ...use, maxTokens, burndown }, 5600)).toBeCloseTo(
        expected,
        1,
      );
    },
  );

  it('a reservation below the use never lowers the sustained queries a minute', () => {
    expect(sustainedPerMinute(400_000, { ...use, maxTokens: 100 }, 5600)).toBeCloseTo(177.778, 3);
  });
});
