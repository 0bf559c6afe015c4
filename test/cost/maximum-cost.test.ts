import { assert, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MaximumCost, maximumCost, mostInputTokens } from '../../src/cost/maximum-cost.ts';
import { createPriceBook } from '../../src/cost/price-book.ts';
import { createPricing, type Pricing } from '../../src/cost/pricing.ts';
import type { Query } from '../../src/dataset/query/query.ts';
import { countTokens } from '../../src/emulator/prompt/tokenizer.ts';
import type { PriceRow } from '../../src/scenario/schema/price-row.ts';
import type { TargetSpec } from '../../src/scenario/target/target-spec.ts';

const ROW: PriceRow = { id: 'ours', input: 10, output: 50, source: 'ours', asOf: '2026-11-01' };
const QUERY: Query = {
  id: 'q',
  messages: [{ role: 'user', text: 'x'.repeat(1000) }],
  maxTokens: 200,
  context: ['a passage'],
  tags: {},
  row: { column: 'y'.repeat(500) },
};
const INPUT = mostInputTokens(QUERY);
const OUTPUT = 200;

const pricing = (tokens: Pricing['tokens'], more: Partial<Pricing> = {}): Pricing => ({
  tokens,
  perRequest: 0,
  fixed: [],
  rent: [],
  ...more,
});
const most = (...args: Parameters<typeof pricing>): MaximumCost =>
  maximumCost(QUERY, pricing(...args));

describe('maximum input tokens of a query', () => {
  it("the maximum input tokens of a query are never fewer than a tokenizer's, in any script", () => {
    assert(
      property(string({ unit: 'grapheme', maxLength: 200 }), string(), (text, system) => {
        const query = { ...QUERY, system, messages: [{ role: 'user' as const, text }] };
        expect(mostInputTokens(query)).toBeGreaterThanOrEqual(
          countTokens(text) + countTokens(system),
        );
      }),
    );
  });

  it('the maximum input tokens of a query count bytes, not characters, all turns, and the output schema', () => {
    const text = (said: string) => ({
      ...QUERY,
      messages: [{ role: 'user' as const, text: said }],
    });
    expect(mostInputTokens(text('語'.repeat(10))) - mostInputTokens(text(''))).toBe(30);
    const twice = { ...QUERY, messages: [...QUERY.messages, ...QUERY.messages] };
    expect(mostInputTokens(twice)).toBeGreaterThan(INPUT + 1000);
    const output = { name: 'score', description: 'Scores.', schema: { a: 'b'.repeat(300) } };
    expect(mostInputTokens({ ...QUERY, output })).toBeGreaterThan(INPUT + 300);
  });
});

describe('maximum cost of a query', () => {
  it.each<[string, Pricing['tokens'], Partial<Pricing>, number]>([
    ['all its input and all the output it asks for', ROW, {}, (INPUT * 10 + OUTPUT * 50) / 1e6],
    ['its request beside', ROW, { perRequest: 1 }, 1 + (INPUT * 10 + OUTPUT * 50) / 1e6],
    ['its request alone on rented machines', 'free', { perRequest: 0.25 }, 0.25],
    [
      'its input at the dearest it may be read or written',
      { ...ROW, cacheWrite: 12.5 },
      {},
      (INPUT * 12.5 + OUTPUT * 50) / 1e6,
    ],
    [
      'an entry of five minutes where none of an hour is asked for',
      { ...ROW, cacheWrite: 12.5, cacheWrite1h: 20 },
      {},
      (INPUT * 12.5 + OUTPUT * 50) / 1e6,
    ],
    [
      'an entry of an hour where one is asked for',
      { ...ROW, cacheWrite1h: 25 },
      { hourCache: true },
      (INPUT * 25 + OUTPUT * 50) / 1e6,
    ],
    [
      'twice the input for an hour where that has no price',
      ROW,
      { hourCache: true },
      (INPUT * 20 + OUTPUT * 50) / 1e6,
    ],
    [
      'the price beyond the range of a row',
      { ...ROW, upToInputTokens: 100, beyond: { input: 30, output: 60 } },
      {},
      (INPUT * 30 + OUTPUT * 60) / 1e6,
    ],
    [
      'twice the price beyond a range of which that is not known',
      { ...ROW, upToInputTokens: 100 },
      {},
      (2 * (INPUT * 10 + OUTPUT * 50)) / 1e6,
    ],
    ['what the target adds', ROW, { unseenInput: 300 }, ((INPUT + 300) * 10 + OUTPUT * 50) / 1e6],
    ['no end where no price is known', 'unknown', {}, Number.POSITIVE_INFINITY],
  ])('the maximum cost of a query is %s', (_, tokens, more, dollars) => {
    const { once, again, refused } = most(tokens, more);
    expect(once).toBeCloseTo(dollars, 12);
    expect(again).toBe(once);
    expect(refused).toBe(more.perRequest ?? 0);
  });

  it('the maximum cost of a query counts the columns of the row where the body is a template', () => {
    expect(most(ROW, { rowInput: true }).once - most(ROW).once).toBeGreaterThan((500 * 10) / 1e6);
  });

  const cheap = pricing({ ...ROW, input: 1, output: 5 });
  const dear = pricing(ROW);
  const one = maximumCost(QUERY, dear).once;
  const tenth = maximumCost(QUERY, cheap).once;

  it.each<[string, Partial<Pricing>, number]>([
    ['all parts of a route that may ask all', { parts: { cheap, dear } }, one + tenth],
    [
      'the most expensive part of a route that asks one',
      { parts: { cheap, dear }, asks: 'one' },
      one,
    ],
    [
      'its one part twice where that is hedged with itself',
      { parts: { dear }, asks: 'twice' },
      2 * one,
    ],
    [
      'the parts of parts',
      { parts: { cheap, inner: pricing('free', { parts: { cheap, dear } }) } },
      one + 2 * tenth,
    ],
  ])('the maximum cost of a query is that of %s', (_, more, dollars) => {
    const route = most('free', { ...more, perRequest: 1 });
    expect(route.once).toBeCloseTo(1 + dollars, 12);
    expect(route.again).toBeLessThanOrEqual(route.once - 1);
    // One part may have worked where another refused.
    expect(route.refused).toBe(route.once);
  });
});

describe('input added by a target', () => {
  const book = createPriceBook([ROW]);
  const base = { name: 'bot', timeout: 1000, perRequest: 0, fixedCosts: [], price: 'ours' };
  const of = (target: object): Pricing =>
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the rest of the target is not read
    createPricing({ ...base, ...target } as unknown as TargetSpec, { book, region: 'us-east-1' });

  it('the input added by a target is 0 for a model called by its own API', () => {
    const plain = {
      kind: 'openai',
      url: 'http://localhost/v1',
      model: 'm',
      stream: true,
      headers: { a: 'b' },
    };
    expect(of(plain)).not.toHaveProperty('unseenInput');
  });

  it('the input added by a target is its body, and the passages that a knowledge base may find', () => {
    const body = { prompt: 'Answer: {{ question }}'.repeat(10) };
    expect(of({ kind: 'http', body }).unseenInput).toBeGreaterThan(220);
    expect(of({ kind: 'http', body }).rowInput).toBe(true);
    expect(of({ kind: 'knowledge-base', by: 'converse', results: 5 }).unseenInput).toBe(7500);
    expect(of({ kind: 'knowledge-base', by: 'retrieve', results: 5 })).not.toHaveProperty(
      'unseenInput',
    );
  });

  it.each([
    [{ by: 'cascade', escalate: { refusal: true } }, 2, undefined],
    [{ by: 'fallback', on: ['timeout'] }, 2, undefined],
    [{ by: 'rules', rules: [], otherwise: 'a' }, 2, 'one'],
    [{ by: 'cache' }, 1, 'one'],
    [{ by: 'hedge', after: 1, cancel: true }, 2, undefined],
    [{ by: 'hedge', after: 1, cancel: true }, 1, 'twice'],
  ])(
    'the maximum cost of a route %j with %d parts counts that many of them',
    (routing, count, asks) => {
      const part = { ...base, kind: 'openai', url: 'http://localhost/v1', model: 'm' };
      const parts = Object.fromEntries(['a', 'b'].slice(0, count).map((name) => [name, part]));
      expect(of({ kind: 'route', ...routing, parts }).asks).toBe(asks);
    },
  );
});

describe('maximum cost of a changed request', () => {
  const chat = {
    kind: 'openai',
    url: 'https://m.example/v1',
    model: 'm',
    stream: true,
    headers: {},
  };
  const target = (request: object): TargetSpec =>
    ({
      ...chat,
      name: 't',
      timeout: 1,
      perRequest: 0,
      fixedCosts: [],
      price: 'ours',
      request,
    }) as TargetSpec;
  const context = { book: createPriceBook([ROW]), region: 'us-east-1' };
  const outputOf = (request: object): number => {
    const priced = createPricing(target(request), context);
    const { once } = maximumCost(QUERY, priced);
    const input = INPUT + (priced.unseenInput ?? 0);
    return Math.round((once * 1e6 - input * ROW.input) / ROW.output);
  };

  it.each([
    [{ ignore_eos: true }, OUTPUT],
    [{ max_tokens: 5000 }, 5000],
    [{ max_tokens: null, max_completion_tokens: 70 }, 70],
    [{ n: 3 }, 3 * OUTPUT],
    [{ max_tokens: null }, Number.POSITIVE_INFINITY],
  ])('the maximum cost of a request changed by %j contains %d output tokens', (request, output) => {
    expect(outputOf(request)).toBe(output);
  });

  it('the maximum cost of a request contains the tools and images of the prompt, and is infinite for a document', () => {
    const tools = [{ name: 'find', inputSchema: { type: 'object' } }];
    expect(mostInputTokens({ ...QUERY, tools })).toBeGreaterThan(INPUT + 600);
    const shown = (kind: 'image' | 'document'): Query => {
      const media = [{ kind, mediaType: 'a/b', base64: '', name: '' }];
      return { ...QUERY, messages: [{ role: 'user', text: 'x'.repeat(1000), media }] };
    };
    expect(mostInputTokens(shown('image'))).toBe(INPUT + 16_384);
    expect(mostInputTokens(shown('document'))).toBe(Number.POSITIVE_INFINITY);
  });
});
