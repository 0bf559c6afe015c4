import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appraise, costAtMost, costOf, tokenCost } from '../../src/cost/cost.ts';
import { createPriceBook } from '../../src/cost/price-book.ts';
import type { Pricing } from '../../src/cost/pricing.ts';
import { OUTCOMES, type Outcome } from '../../src/sample/outcome.ts';
import type { SubRequest, Tokens } from '../../src/sample/sample.ts';
import type { PriceRow } from '../../src/scenario/schema/price-row.ts';

const row: PriceRow = { id: 'm', input: 3, output: 15, source: 'test', asOf: '2026-01-01' };
const cached: PriceRow = { ...row, cacheRead: 0.3, cacheWrite: 3.75 };
const pricing: Pricing = { tokens: row, perRequest: 0.001, fixed: [], rent: [] };

function tokens(counts: Omit<Tokens, 'source'>): Tokens {
  return { ...counts, source: 'reported' };
}

function sample(outcome: Outcome, counts: Omit<Tokens, 'source'> = {}, earlier: Outcome[] = []) {
  const attempts = [...earlier, outcome].map((outcome) => ({ sent: 0, end: 1, outcome }));
  return { outcome, tokens: tokens(counts), attempts };
}

describe('tokenCost', () => {
  it.each([
    ['anthropic.claude-3-5-sonnet-20240620-v1:0', 0.009_75],
    ['anthropic.claude-3-haiku-20240307-v1:0', 0.000_812_5],
    ['meta.llama3-70b-instruct-v1:0', 0.006_175],
    ['amazon.titan-text-express-v1', 0.000_55],
    ['cohere.command-r-plus-v1:0', 0.009_75],
  ])('tokenCost prices 2,000 tokens in and 250 out of %s at $%d', (id, dollars) => {
    const found = createPriceBook([]).find(id);
    expect(found && tokenCost(tokens({ input: 2000, output: 250 }), found)).toBeCloseTo(
      dollars,
      12,
    );
  });

  it('tokenCost prices cached tokens separately', () => {
    const counts = tokens({ input: 1000, output: 100, cacheRead: 10_000, cacheWrite: 2000 });
    expect(tokenCost(counts, cached)).toBeCloseTo((3000 + 1500 + 3000 + 7500) / 1e6, 12);
  });

  it('tokenCost does not count reasoning tokens twice: they are part of the output', () => {
    const counts = { input: 10, output: 100 };
    expect(tokenCost(tokens({ ...counts, reasoning: 80 }), row)).toBe(
      tokenCost(tokens(counts), row),
    );
  });

  it.each([
    ['no input count', { output: 1 }],
    ['no output count', { input: 1 }],
    ['a cache read without a price', { input: 1, output: 1, cacheRead: 1 }],
    ['a cache write without a price', { input: 1, output: 1, cacheWrite: 1 }],
    [
      'a cache write of an hour without a price',
      { input: 1, output: 1, cacheWrite: 1, cacheWriteLong: 1 },
    ],
  ])('tokenCost is unknown with %s', (_, counts) => {
    expect(tokenCost(tokens(counts), row)).toBeUndefined();
  });

  it('tokenCost prices tokens cached for an hour and for five minutes separately', () => {
    const hourly = { ...cached, cacheWrite1h: 6 };
    const counts = { input: 0, output: 0, cacheWrite: 1000, cacheWriteLong: 400 };
    expect(tokenCost(tokens(counts), hourly)).toBeCloseTo((600 * 3.75 + 400 * 6) / 1e6, 12);
    expect(tokenCost(tokens({ ...counts, cacheWriteLong: 0 }), cached)).toBeCloseTo(0.003_75, 12);
  });

  const tiered: PriceRow = {
    ...cached,
    upToInputTokens: 10_000,
    beyond: { input: 6, output: 30, cacheRead: 0.6 },
  };

  it.each([
    ['within the limit, all at the row', { input: 9000, output: 100, cacheRead: 1000 }, 28_800],
    ['beyond it, all at the higher price', { input: 9000, output: 100, cacheRead: 1001 }, 57_600.6],
  ])('tokenCost prices a prompt %s', (_, counts, millionths) => {
    expect(tokenCost(tokens(counts), tiered)).toBeCloseTo(millionths / 1e6, 12);
  });

  it('tokenCost does not know the price of a prompt beyond the limit of its row', () => {
    const { beyond: _, ...limited } = tiered;
    expect(tokenCost(tokens({ input: 10_000, output: 1 }), limited)).toBeDefined();
    expect(tokenCost(tokens({ input: 10_001, output: 1 }), limited)).toBeUndefined();
    expect(tokenCost(tokens({ input: 1, output: 1, cacheWrite: 10_000 }), limited)).toBeUndefined();
  });

  it('tokenCost needs no cache price where no cache was used', () => {
    const counts = tokens({ input: 1, output: 1, cacheRead: 0, cacheWrite: 0 });
    expect(tokenCost(counts, row)).toBeCloseTo(18e-6, 12);
  });

  it('tokenCost grows with every count', () => {
    const count = fc.nat(200_000);
    fc.assert(
      fc.property(fc.record({ input: count, output: count, cacheRead: count }), (counts) => {
        const base = tokenCost(tokens(counts), cached) ?? Number.NaN;
        expect(tokenCost(tokens({ ...counts, output: counts.output + 1 }), cached)).toBeGreaterThan(
          base,
        );
      }),
    );
  });
});

describe('costOf', () => {
  it('costOf adds the price of the request to the price of its tokens', () => {
    expect(costOf(sample('ok', { input: 2000, output: 250 }), pricing)).toBeCloseTo(0.010_75, 12);
  });

  const turnedAway: readonly Outcome[] = [
    'throttled',
    'quota_exhausted',
    'refused_request',
    'server_error',
    'unreachable',
  ];

  it.each(turnedAway)('costOf bills no tokens for a %s request', (outcome) => {
    expect(costOf(sample(outcome), pricing)).toBe(0.001);
  });

  it('costOf bills nothing for a request never sent', () => {
    expect(costOf({ ...sample('dropped'), attempts: [] }, pricing)).toBe(0);
  });

  it.each(OUTCOMES.filter((outcome) => outcome !== 'dropped' && !turnedAway.includes(outcome)))(
    'costOf does not know the cost of a %s request with uncounted tokens',
    (outcome) => {
      expect(costOf(sample(outcome), pricing)).toBeUndefined();
    },
  );

  it('costOf bills a failed request for the tokens it reported', () => {
    expect(costOf(sample('server_error', { input: 1000, output: 0 }), pricing)).toBeCloseTo(0.004);
    expect(costOf(sample('server_error', { input: 1000 }), pricing)).toBeUndefined();
  });

  it('costOf bills every attempt', () => {
    const retried = sample('ok', { input: 2000, output: 250 }, ['throttled', 'server_error']);
    expect(costOf(retried, pricing)).toBeCloseTo(0.012_75, 12);
  });

  it('costOf does not know the cost of an attempt that timed out and was retried', () => {
    expect(costOf(sample('ok', { input: 1, output: 1 }, ['timeout']), pricing)).toBeUndefined();
  });

  it('costOf is unknown without a price, and only the request price on rented hardware', () => {
    const answered = sample('ok', { input: 2000, output: 250 });
    expect(costOf(answered, { ...pricing, tokens: 'unknown' })).toBeUndefined();
    expect(costOf(answered, { ...pricing, tokens: 'free' })).toBe(0.001);
    expect(costOf(sample('timeout'), { ...pricing, tokens: 'free' })).toBe(0.001);
  });
});

describe('appraisal', () => {
  it.each<[string, Omit<Tokens, 'source'>, PriceRow, string]>([
    ['cached input', { cacheRead: 5 }, row, 'add cacheRead'],
    ['the cache written', { cacheWrite: 5 }, row, 'add cacheWrite'],
    ['an hour', { cacheWrite: 5, cacheWriteLong: 5 }, cached, 'add cacheWrite1h'],
    ['long prompts', { cacheRead: 100 }, { ...cached, upToInputTokens: 99 }, 'above 99 input'],
  ])('an appraisal names the missing price: %s', (_, counts, priced, words) => {
    const arrival = sample('ok', { input: 1000, output: 100, ...counts });
    const { atLeast, missing } = appraise(arrival, { ...pricing, tokens: priced });
    expect(missing).toEqual([expect.stringContaining(words)]);
    expect(missing[0]).toContain('in the row of m');
    expect(atLeast).toBeGreaterThanOrEqual(0.001 + 0.004_5);
  });

  it('the known part of a cost is at least the prompt, where a model may have worked on it uncounted', () => {
    const { atLeast, missing } = appraise(sample('timeout'), pricing, 500);
    expect(atLeast).toBeCloseTo(0.001 + 0.001_5, 12);
    expect(missing).toHaveLength(2);
    expect(appraise(sample('throttled'), pricing, 500)).toEqual({ atLeast: 0.001, missing: [] });
    const unsent = { ...sample('interrupted'), attempts: [] };
    expect(appraise(unsent, pricing, 500).atLeast).toBe(0.001);
  });

  it('the known part of a cost counts a broken attempt with the prompt that its successor reported', () => {
    const { atLeast } = appraise(sample('ok', { input: 1000, output: 10 }, ['timeout']), pricing);
    expect(atLeast).toBeCloseTo(2 * 0.001 + 2 * 0.003 + 0.000_15, 12);
  });

  it('an appraisal says why there is no price at all', () => {
    const unpriced = 'No price is known for bot: it is an imported model.';
    const { missing } = appraise(sample('ok', { input: 1, output: 1 }), {
      ...pricing,
      tokens: 'unknown',
      unpriced,
    });
    expect(missing).toEqual([unpriced]);
  });

  it('an appraisal counts cache writes as hour-long where the target asks for it and the service does not report it', () => {
    const hourly = { ...pricing, tokens: { ...cached, cacheWrite1h: 6 }, hourCache: true } as const;
    const arrival = (counts: Omit<Tokens, 'source'>) =>
      costOf(sample('ok', { input: 0, output: 0, ...counts }), hourly);
    expect(arrival({ cacheWrite: 1000 })).toBeCloseTo(0.001 + 0.006, 12);
    expect(arrival({ cacheWrite: 1000, cacheWriteLong: 0 })).toBeCloseTo(0.001 + 0.003_75, 12);
  });

  it('the known part of a cost is never more than the cost where all is known', () => {
    const count = fc.nat(100_000);
    fc.assert(
      fc.property(count, count, fc.constantFrom(...OUTCOMES), (input, output, outcome) => {
        const arrival = sample(outcome, { input, output });
        expect(appraise(arrival, pricing, input).atLeast).toBe(costOf(arrival, pricing));
        const { input: _, ...uncounted } = arrival.tokens;
        const less = { ...arrival, tokens: uncounted };
        expect(appraise(less, pricing, input).atLeast).toBeLessThanOrEqual(
          (costOf(arrival, pricing) ?? 0) + 1e-12,
        );
      }),
    );
  });
});

describe('maximum cost of an arrival', () => {
  const maximum = { once: 1, again: 0.5, refused: 0.001 };
  const counts = { input: 1000, output: 100 };
  const request = 0.001;
  const known = request + 0.0045;

  it.each<[string, Parameters<typeof costAtMost>[0], number]>([
    ['is its cost where that is known', sample('ok', counts), known],
    ['is nothing where nothing was sent', sample('dropped'), 0],
    ['is the maximum where nothing was counted', sample('timeout'), 1],
    ['is the maximum where its output was not counted', sample('incomplete', { input: 1000 }), 1],
    [
      'is the maximum of each attempt with unknown counts',
      sample('ok', counts, ['timeout', 'throttled']),
      known + 1 + request,
    ],
    ['is the request price after a refusal', sample('server_error'), request],
  ])('the maximum cost of an arrival %s', (_, arrival, dollars) => {
    expect(costAtMost(arrival, pricing, maximum)).toBeCloseTo(dollars, 12);
  });

  it('the maximum cost of an arrival treats an estimate as unknown', () => {
    const guessed = sample('ok', counts);
    const estimated = { ...guessed, tokens: { ...guessed.tokens, source: 'estimated' as const } };
    expect(costAtMost(estimated, pricing, maximum)).toBe(1);
  });

  it('the maximum cost of an arrival adds requests lost with a connection, which may be billed', () => {
    const arrival = sample('ok', counts);
    const attempts = arrival.attempts.map((attempt) => ({ ...attempt, reconnections: 2 }));
    expect(costAtMost({ ...arrival, attempts }, pricing, maximum)).toBeCloseTo(known + 1, 12);
  });

  it('the maximum cost of an arrival that failed after a model began is unknown, not the request price', () => {
    const arrival = sample('server_error');
    const attempts = arrival.attempts.map((attempt) => ({ ...attempt, begun: true as const }));
    expect(costOf({ ...arrival, attempts }, pricing)).toBeUndefined();
    expect(costAtMost({ ...arrival, attempts }, pricing, maximum)).toBe(1);
  });

  it('the maximum cost of an arrival is never less than its known part', () => {
    const dear = sample('incomplete', { input: 1_000_000 });
    expect(costAtMost(dear, pricing, maximum)).toBeCloseTo(3.001, 12);
  });
});

describe('cost of a route', () => {
  const dear: PriceRow = { ...row, id: 'dear', input: 30, output: 150 };
  const parts: Record<string, Pricing> = {
    cheap: { tokens: row, perRequest: 0.001, fixed: [], rent: [] },
    strong: { tokens: dear, perRequest: 0, fixed: [], rent: [] },
    rented: { tokens: 'free', perRequest: 0, fixed: [], rent: [] },
  };
  const route: Pricing = { tokens: 'free', perRequest: 0.01, fixed: [], rent: [], parts };
  const counts = { input: 1000, output: 100 };
  const leg = (
    part: string,
    outcome: Outcome = 'ok',
    counted: Omit<Tokens, 'source'> = counts,
  ): SubRequest => ({
    part,
    sent: 0,
    end: 1,
    outcome,
    tokens: tokens(counted),
  });
  const arrival = (...legs: SubRequest[]) => ({
    outcome: 'ok' as const,
    tokens: tokens(counts),
    attempts: [{ sent: 0, end: 1, outcome: 'ok' as const, legs }],
  });

  it.each<[string, SubRequest[], number]>([
    ['with a cache hit', [], 0.01],
    ['with one part', [leg('cheap')], 0.01 + 0.001 + 0.0045],
    ['with an escalated answer', [leg('cheap'), leg('strong')], 0.01 + 0.001 + 0.0045 + 0.045],
    ['with a throttled part', [leg('cheap', 'throttled', {}), leg('strong')], 0.01 + 0.001 + 0.045],
    ['on rented hardware', [leg('rented', 'ok', {})], 0.01],
  ])(
    'the cost of a route %s is the sum of its requests, each at its own price',
    (_, legs, dollars) => {
      expect(costOf(arrival(...legs), route)).toBeCloseTo(dollars, 12);
    },
  );

  it('the cost of a route is unknown when one of its requests may have been billed uncounted', () => {
    expect(costOf(arrival(leg('cheap', 'interrupted', {}), leg('strong')), route)).toBeUndefined();
    expect(costOf(arrival(leg('nobody')), route)).toBeUndefined();
  });

  it('the cost of a route is 0 for a request that was never sent', () => {
    const { sent: _, ...unsent } = leg('cheap', 'interrupted', {});
    expect(costOf(arrival(unsent), route)).toBe(0.01);
  });

  it('the cost of a route counts requests of nested routes, and of repeated attempts', () => {
    const nested: Pricing = { ...route, perRequest: 0, parts: { inner: route } };
    const inner = { ...leg('inner', 'ok', {}), legs: [leg('strong')] };
    const failed = { sent: 0, end: 1, outcome: 'throttled' as const, legs: [inner] };
    const { attempts, ...rest } = arrival(inner);
    const twice = { ...rest, attempts: [failed, ...attempts] };
    expect(costOf(twice, nested)).toBeCloseTo(2 * (0.01 + 0.045), 12);
  });
});
