import { describe, expect, it } from 'vitest';
import { createPriceBook } from '../../src/cost/price-book.ts';
import { createPricing, priceRows, rentPerHour } from '../../src/cost/pricing.ts';
import type { TargetSpec } from '../../src/scenario/target/target-spec.ts';

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

const here = { book, region: 'us-east-1' };

describe('pricing of a target', () => {
  it('the pricing of a target is its model’s row by default', () => {
    expect(createPricing(bedrock, here).tokens).toMatchObject({ id: haiku, input: 0.25 });
  });

  it('the pricing of a target is first the row that its price names', () => {
    const named = { ...bedrock, price: 'ours', instances: gpu };
    expect(createPricing(named, here).tokens).toMatchObject({ id: 'ours' });
  });

  it('the pricing of a target uses the target’s own region', () => {
    const regional = createPriceBook([
      { id: 'm', input: 1, output: 2, regions: ['us-east-1'], source: 's', asOf: '2026-01-01' },
      { id: 'm', input: 3, output: 4, regions: ['eu-west-1'], source: 's', asOf: '2026-01-01' },
    ]);
    const target: TargetSpec = { ...bedrock, model: 'm', region: 'eu-west-1' };
    const there = { book: regional, region: 'us-east-1' };
    expect(createPricing(target, there).tokens).toMatchObject({ input: 3 });
  });

  it.each<[string, object]>([
    ['a tier in the body', { request: { service_tier: 'priority' } }],
    ['a tier in a header', { headers: { 'X-Amzn-Bedrock-Service-Tier': 'flex' } }],
    ['optimized latency by AWS’s name', { performanceConfig: { latency: 'optimized' } }],
  ])('the pricing of a target is unknown for %s', (_, more) => {
    const target = { ...bedrock, ...more } as TargetSpec;
    expect(createPricing(target, here).tokens).toBe('unknown');
  });

  it('the pricing of a target is the list price for a tier that is billed so', () => {
    const target: TargetSpec = { ...bedrock, request: { service_tier: 'auto' } };
    expect(createPricing(target, here).tokens).toMatchObject({ id: haiku });
  });

  it('the pricing of a target is unknown for a model without a row', () => {
    expect(createPricing({ ...bedrock, model: 'nobody.new-v1' }, here).tokens).toBe('unknown');
    expect(createPricing(sagemaker, here).tokens).toBe('unknown');
  });

  it('the pricing of a target charges no tokens on rented instances, but 730 hours a month', () => {
    const { tokens, fixed } = createPricing({ ...sagemaker, instances: gpu }, here);
    expect(tokens).toBe('free');
    expect(fixed).toEqual([{ name: 'bot: 2 x ml.g5.2xlarge', perMonth: 3.03 * 730 }]);
  });

  it('the pricing of a target lists what every target pays, then what this one pays', () => {
    const shared = [{ name: 'OpenSearch', perMonth: 350.4 }];
    const target = { ...bedrock, fixedCosts: [{ name: 'gateway', perMonth: 5.25 }] };
    expect(createPricing(target, { ...here, shared }).fixed.map((line) => line.name)).toEqual([
      'OpenSearch',
      'gateway',
    ]);
  });

  it('the pricing of a target refuses a price without a row, and says what to do', () => {
    expect(() => createPricing({ ...bedrock, price: 'theirs' }, here)).toThrow(
      'Target "bot" has the price "theirs", which no row has. Name a Bedrock model id of the price ' +
        'book, or add a row with this id to `prices`.',
    );
  });
});

describe('pricing of a route', () => {
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

  it('the pricing of a route is that of its parts, whose machines are rented all month', () => {
    const pricing = createPricing(routeOf({ haiku: bedrock, own: rented }), here);
    expect(pricing).toMatchObject({
      tokens: 'free',
      perRequest: 0.01,
      fixed: [{ name: 'gateway' }, { name: 'own: 2 x ml.g5.2xlarge' }],
      parts: { haiku: { tokens: { id: haiku } }, own: { tokens: 'free' } },
    });
    expect(priceRows(pricing).map(({ id }) => id)).toEqual([haiku]);
  });

  it('the pricing of a route is unknown when a part of a part is', () => {
    const inner = routeOf({ own: { ...sagemaker, name: 'own' } });
    expect(createPricing(routeOf({ haiku: bedrock, inner }), here).tokens).toBe('unknown');
  });
});

describe('price of a tier', () => {
  const nova = 'amazon.nova-pro-v1:0';
  const list = { input: 0.8, output: 3.2, cacheRead: 0.2 };

  it.each([
    ['default', 1],
    ['flex', 0.5],
    ['priority', 1.75],
  ] as const)('the price of the tier %s is %d times the list', (serviceTier, factor) => {
    const { tokens } = createPricing({ ...bedrock, model: nova, serviceTier }, here);
    expect(tokens).toMatchObject({
      input: list.input * factor,
      output: list.output * factor,
      cacheRead: list.cacheRead * factor,
    });
  });

  it.each<[string, Partial<TargetSpec & { kind: 'bedrock-converse' }>, string]>([
    ['reserved', { serviceTier: 'reserved' }, 'by the month'],
    ['latency-optimized', { latency: 'optimized' }, 'not published'],
    ['flex, of a maker that has none', { serviceTier: 'flex' }, 'no price of the flex tier'],
    [
      'priority, of one of its two',
      { model: 'amazon.nova-lite-v1:0', serviceTier: 'priority' },
      'no price of the priority tier',
    ],
    [
      'flex, of a model sold at priority',
      { model: 'amazon.nova-premier-v1:0', serviceTier: 'flex' },
      'no price of the flex tier',
    ],
    [
      'flex, by the name of its row',
      { price: haiku, serviceTier: 'flex' },
      'no price of the flex tier',
    ],
  ])('the price of a tier is unknown for %s', (_, options, why) => {
    const target: TargetSpec = { ...bedrock, ...options };
    expect(createPricing(target, here)).toMatchObject({
      tokens: 'unknown',
      unpriced: expect.stringContaining(why),
    });
  });

  it('the price of a tier is what a custom row says, where it is named', () => {
    const target: TargetSpec = { ...bedrock, price: 'ours', serviceTier: 'flex' };
    expect(createPricing(target, here).tokens).toMatchObject({ input: 1, output: 2 });
  });

  it('the price of a tier is stated in its source', () => {
    const { tokens } = createPricing({ ...bedrock, model: nova, serviceTier: 'flex' }, here);
    expect(tokens).toMatchObject({ source: expect.stringMatching(/; flex tier at 0.5x list$/) });
  });
});

describe('price of a cache', () => {
  const sonnet = 'anthropic.claude-sonnet-4-5-20250929-v1:0';

  it('the price of a cache is twice the input for what Claude keeps an hour', () => {
    const target: TargetSpec = { ...bedrock, model: sonnet, cachePoint: '1h' };
    expect(createPricing(target, here)).toMatchObject({
      tokens: { input: 3, cacheWrite: 3.75, cacheWrite1h: 6 },
      hourCache: true,
    });
    expect(createPricing({ ...target, cachePoint: '5m' }, here)).not.toHaveProperty('hourCache');
  });
});

describe('region of a price', () => {
  const arn = `arn:aws:bedrock:eu-west-1::foundation-model/${haiku}`;
  const openai = (url: string): TargetSpec => ({
    ...base,
    kind: 'openai',
    api: 'chat',
    url,
    model: 'openai.gpt-5.4',
    stream: true,
    headers: {},
  });

  it.each<[string, TargetSpec, string, boolean]>([
    ['the scenario’s', bedrock, 'eu-west-1', false],
    ['that of an ARN before the scenario’s', { ...bedrock, model: arn }, 'us-east-1', false],
    [
      'that of an ARN',
      { ...bedrock, model: arn.replace('eu-west-1', 'us-east-1') },
      'eu-west-1',
      true,
    ],
    ['that of a URL', openai('https://bedrock-mantle.eu-west-1.api.aws/v1'), 'us-east-1', false],
    ['that of a URL', openai('https://bedrock-mantle.us-east-1.api.aws/v1'), 'eu-west-1', true],
    [
      'that of a named price',
      { ...openai('http://127.0.0.1/v1'), price: haiku },
      'eu-west-2',
      false,
    ],
  ])('the region of a price is %s', (_, target, region, known) => {
    const { tokens, unpriced } = createPricing(target, { book, region });
    expect(tokens === 'unknown').toBe(!known);
    if (!known) expect(unpriced).toContain('prices differ by region');
  });

  it('the price of Claude on bedrock-mantle is unknown, as it is not the list price', () => {
    const target: TargetSpec = {
      ...base,
      kind: 'anthropic',
      url: 'https://bedrock-mantle.us-east-1.api.aws/anthropic/v1',
      model: 'anthropic.claude-opus-5-5',
      stream: true,
      headers: {},
    };
    expect(createPricing(target, here)).toMatchObject({
      tokens: 'unknown',
      unpriced: expect.stringContaining('bedrock-mantle'),
    });
  });
});

describe('doubtful price', () => {
  const doubt = (input: number, output: number) =>
    createPricing(bedrock, {
      book: createPriceBook([{ id: haiku, input, output, source: 'typed', asOf: '2026-11-01' }]),
      region: 'us-east-1',
    }).doubt;

  it.each([
    ['per thousand tokens', 0.000_25, 0.001_25, /for input is \$0.00025 .* \$0.25 in the built-in/],
    ['in cents', 25, 125, /for input is \$25/],
    ['with a slip in one', 0.25, 12.5, /for output is \$12.5/],
  ])('a doubtful price is one %s', (_, input, output, words) => {
    expect(doubt(input, output)).toMatch(words);
  });

  it('a price is not doubtful within ten times the list, nor under a custom name', () => {
    expect(doubt(0.026, 12.4)).toBeUndefined();
    expect(createPricing({ ...bedrock, price: 'ours' }, here).doubt).toBeUndefined();
  });
});

describe('rent of machines', () => {
  const rented = { ...sagemaker, instances: gpu };
  const pricingOf = (target: TargetSpec) => createPricing(target, here);

  it('the rent of machines is by the hour, once for each endpoint', () => {
    const other = { ...rented, name: 'other' };
    expect(rentPerHour([pricingOf(rented)])).toBeCloseTo(3.03, 12);
    expect(rentPerHour([pricingOf(rented), pricingOf(other)])).toBeCloseTo(3.03, 12);
    const elsewhere = { ...other, endpointName: 'second' };
    expect(rentPerHour([pricingOf(rented), pricingOf(elsewhere)])).toBeCloseTo(6.06, 12);
    expect(rentPerHour([pricingOf(bedrock)])).toBe(0);
  });
});
