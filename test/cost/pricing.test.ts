import { describe, expect, it } from 'vitest';
import { createPriceBook } from '../../src/cost/price-book.ts';
import { createPricing, priceRows } from '../../src/cost/pricing.ts';
import type { TargetSpec } from '../../src/scenario/target-spec.ts';

const base = { name: 'bot', timeout: 60_000, perRequest: 0, fixedCosts: [] };
const haiku = 'anthropic.claude-3-haiku-20240307-v1:0';
const gpu = { type: 'ml.g5.2xlarge', count: 2, perHour: 1.515 };
const bedrock: TargetSpec = { ...base, kind: 'bedrock-converse', model: haiku, stream: true };
const sagemaker: TargetSpec = {
  ...base,
  kind: 'sagemaker',
  endpointName: 'llama',
  body: 'tgi',
  stream: true,
};

const book = createPriceBook([
  { id: 'ours', input: 1, output: 2, source: 'contract', asOf: '2026-01-01' },
]);

describe('the pricing of a target', () => {
  it('is its model’s row by default', () => {
    expect(createPricing(bedrock, book, []).tokens).toMatchObject({ id: haiku, input: 0.25 });
  });

  it('is the row its price names, before anything else', () => {
    const named = { ...bedrock, price: 'ours', instances: gpu };
    expect(createPricing(named, book, []).tokens).toMatchObject({ id: 'ours' });
  });

  it('is unknown for a model without a row', () => {
    expect(createPricing({ ...bedrock, model: 'nobody.new-v1' }, book, []).tokens).toBe('unknown');
    expect(createPricing(sagemaker, book, []).tokens).toBe('unknown');
  });

  it('charges no tokens on rented instances, but 730 hours a month', () => {
    const { tokens, fixed } = createPricing({ ...sagemaker, instances: gpu }, book, []);
    expect(tokens).toBe('free');
    expect(fixed).toEqual([{ name: 'bot: 2 x ml.g5.2xlarge', perMonth: 3.03 * 730 }]);
  });

  it('lists what every target pays, then what this one pays', () => {
    const shared = [{ name: 'OpenSearch', perMonth: 350.4 }];
    const target = { ...bedrock, fixedCosts: [{ name: 'gateway', perMonth: 5.25 }] };
    expect(createPricing(target, book, shared).fixed.map((line) => line.name)).toEqual([
      'OpenSearch',
      'gateway',
    ]);
  });

  it('refuses a price no row has, and says what to do', () => {
    expect(() => createPricing({ ...bedrock, price: 'theirs' }, book, [])).toThrow(
      'Target "bot" has the price "theirs", which no row has. Name a Bedrock model id of the price ' +
        'book, or add a row with this id to `prices`.',
    );
  });
});

describe('the pricing of a route', () => {
  const routeOf = (parts: Record<string, TargetSpec>): TargetSpec => ({
    ...base,
    kind: 'route',
    by: 'fallback',
    on: ['throttled'],
    parts,
    perRequest: 0.01,
    fixedCosts: [{ name: 'gateway', perMonth: 5 }],
  });
  const rented = { ...sagemaker, name: 'own', instances: gpu };

  it('is that of its parts, whose machines stand day and night', () => {
    const pricing = createPricing(routeOf({ haiku: bedrock, own: rented }), book, []);
    expect(pricing).toMatchObject({
      tokens: 'free',
      perRequest: 0.01,
      fixed: [{ name: 'gateway' }, { name: 'own: 2 x ml.g5.2xlarge' }],
      parts: { haiku: { tokens: { id: haiku } }, own: { tokens: 'free' } },
    });
    expect(priceRows(pricing).map(({ id }) => id)).toEqual([haiku]);
  });

  it('is unknown when a part of a part is', () => {
    const inner = routeOf({ own: { ...sagemaker, name: 'own' } });
    expect(createPricing(routeOf({ haiku: bedrock, inner }), book, []).tokens).toBe('unknown');
  });
});

describe('the price of a tier', () => {
  const list = { input: 0.25, output: 1.25 };
  const sonnet = 'anthropic.claude-3-7-sonnet-20250219-v1:0';

  it.each([
    ['default', 1],
    ['flex', 0.5],
    ['priority', 1.75],
  ] as const)('%s is %d times the list', (serviceTier, factor) => {
    const { tokens } = createPricing({ ...bedrock, serviceTier }, book, []);
    expect(tokens).toMatchObject({ input: list.input * factor, output: list.output * factor });
  });

  it.each<[string, Partial<TargetSpec & { kind: 'bedrock-converse' }>]>([
    ['reserved', { serviceTier: 'reserved' }],
    ['latency-optimized', { latency: 'optimized' }],
  ])('of what is %s nobody publishes', (_, options) => {
    const target: TargetSpec = { ...bedrock, ...options };
    expect(createPricing(target, book, []).tokens).toBe('unknown');
  });

  it('doubles the input for what is cached an hour', () => {
    const target: TargetSpec = { ...bedrock, model: sonnet, cachePoint: '1h' };
    expect(createPricing(target, book, []).tokens).toMatchObject({ input: 3, cacheWrite: 6 });
    expect(createPricing({ ...target, cachePoint: '5m' }, book, []).tokens).toMatchObject({
      cacheWrite: 3.75,
    });
  });

  it('says so beside its source', () => {
    const { tokens } = createPricing({ ...bedrock, serviceTier: 'flex' }, book, []);
    expect(tokens).toMatchObject({ source: expect.stringMatching(/; flex tier at 0.5x list$/) });
  });
});
