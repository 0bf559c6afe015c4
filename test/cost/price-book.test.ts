import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createPriceBook } from '../../src/cost/price-book.ts';

const book = createPriceBook([]);
const own = { input: 1, output: 2, source: 'our contract', asOf: '2027-01-31' };

/** A published price table; its `us.`, `jp.` and `au.` rows are known to be wrong. */
const TABLE = '../shared/data/prices/bedrock_prices_models_dev_2026-07-02.csv';

const tableRow = z.object({
  model_id: z.string(),
  input_per_1m: z.coerce.number(),
  output_per_1m: z.coerce.number(),
  cache_read_per_1m: z.string(),
});

describe('price book', () => {
  it.each([
    ['anthropic.claude-3-5-sonnet-20240620-v1:0', 3, 15],
    ['anthropic.claude-3-haiku-20240307-v1:0', 0.25, 1.25],
    ['meta.llama3-70b-instruct-v1:0', 2.65, 3.5],
    ['meta.llama3-1-70b-instruct-v1:0', 0.72, 0.72],
    ['amazon.titan-text-express-v1', 0.2, 0.6],
    ['cohere.command-r-plus-v1:0', 3, 15],
    ['amazon.nova-pro-v1:0', 0.8, 3.2],
    ['openai.gpt-oss-120b-1:0', 0.15, 0.6],
  ])('the price book prices %s at %d in and %d out', (id, input, output) => {
    expect(book.find(id)).toMatchObject({ id, input, output });
  });

  it('the price book dates and sources every row, and names no model twice', () => {
    const ids = book.rows.map((row) => row.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const row of book.rows) {
      expect(row.asOf).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(row.source).not.toBe('');
      expect(row.output).toBeGreaterThan(0);
      expect(row.output).toBeGreaterThanOrEqual(row.input);
    }
    expect(book.asOf).toEqual({ oldest: '2025-09-05', newest: '2026-11-27' });
  });

  it.each([
    ['global.anthropic.claude-sonnet-4-5-20250929-v1:0', 3, 15, 0.3, 3.75],
    ['eu.anthropic.claude-sonnet-4-5-20250929-v1:0', 3.3, 16.5, 0.33, 4.125],
    ['us.anthropic.claude-haiku-4-5-20251001-v1:0', 1.1, 5.5, 0.11, 1.375],
    ['jp.anthropic.claude-opus-4-7', 5.5, 27.5, 0.55, 6.875],
    ['us.anthropic.claude-fable-5', 11, 55, 1.1, 13.75],
    ['us.anthropic.claude-opus-4-1-20250805-v1:0', 15, 75, 1.5, 18.75],
    ['us.anthropic.claude-sonnet-4-20250514-v1:0', 3, 15, 0.3, 3.75],
    ['apac.anthropic.claude-3-5-sonnet-20241022-v2:0', 3, 15, 0.3, 3.75],
  ])(
    'the price book prices the profile %s at %d and %d',
    (id, input, output, cacheRead, cacheWrite) => {
      const row = book.find(id);
      expect(row?.input).toBeCloseTo(input, 12);
      expect(row?.output).toBeCloseTo(output, 12);
      expect(row?.cacheRead).toBeCloseTo(cacheRead, 12);
      expect(row?.cacheWrite).toBeCloseTo(cacheWrite, 12);
    },
  );

  it('the price book says in the source that a surcharge was added', () => {
    const row = book.find('eu.anthropic.claude-opus-4-8');
    expect(row?.id).toBe('eu.anthropic.claude-opus-4-8');
    expect(row?.source).toMatch(/regional profile at 1.1x list$/);
  });

  it('the price book prefers the row of a profile to the row of its model', () => {
    expect(book.find('global.amazon.nova-2-lite-v1:0')?.input).toBe(0.3);
    expect(book.find('us.amazon.nova-2-lite-v1:0')?.input).toBe(0.33);
  });

  it('the price book reads the ARNs of profiles and models', () => {
    const profile =
      'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.meta.llama3-3-70b-instruct-v1:0';
    expect(book.find(profile)?.input).toBe(0.72);
    expect(
      book.find('arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0')?.output,
    ).toBe(3.2);
  });

  it.each([
    'us-gov.amazon.nova-lite-v1:0',
    'eu.meta.llama3-3-70b-instruct-v1:0',
    'arn:aws:bedrock:us-east-1:123456789012:imported-model/a1b2c3',
    'anthropic.claude-3-haiku',
    'claude-3-haiku-20240307-v1:0',
    'anthropic.claude-3-haiku-20240307-v1:0:200k',
    'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2c3',
    'arn:aws:bedrock:us-east-1:123456789012:provisioned-model/a1b2c3',
    'eu.amazon.nova-lite-v1:0',
    'us.nobody.model-v1',
    '',
  ])('the price book has no price of %j and does not guess one', (id) => {
    expect(book.find(id)).toBeUndefined();
  });

  it.each([
    ['us-gov-west-1', 'anthropic.claude-sonnet-4-5-20250929-v1:0', 3.6, 18],
    ['us-gov-east-1', 'us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0', 3.6, 18],
    ['us-gov-west-1', 'anthropic.claude-3-haiku-20240307-v1:0', 0.3, 1.5],
    ['us-gov-west-1', 'amazon.nova-micro-v1:0', 0.042, 0.168],
    ['eu-west-2', 'meta.llama3-8b-instruct-v1:0', 0.39, 0.78],
    ['eu-west-3', 'mistral.mixtral-8x7b-instruct-v0:1', 0.59, 0.91],
    ['us-east-1', 'meta.llama3-8b-instruct-v1:0', 0.3, 0.6],
    ['us-west-2', 'us.anthropic.claude-opus-5', 5.5, 27.5],
    ['eu-west-1', 'global.anthropic.claude-opus-5', 5, 25],
    ['ap-northeast-1', 'jp.anthropic.claude-sonnet-5', 2.2, 11],
  ])('the price book has in %s for %s $%d and $%d', (region, id, input, output) => {
    const found = book.findIn(id, region);
    expect(found).not.toHaveProperty('why');
    expect('why' in found ? Number.NaN : found.input).toBeCloseTo(input, 12);
    expect('why' in found ? Number.NaN : found.output).toBeCloseTo(output, 12);
  });

  it.each([
    ['us-gov-east-1', 'amazon.nova-lite-v1:0', 'not for us-gov-east-1'],
    ['eu-west-1', 'anthropic.claude-3-haiku-20240307-v1:0', 'prices differ by region'],
    ['us-gov-west-1', 'us-gov.anthropic.claude-3-haiku-20240307-v1:0', 'us-gov profile'],
    ['us-gov-west-1', 'us.anthropic.claude-opus-5', 'is no profile of us-gov-west-1'],
    ['eu-west-1', 'us.anthropic.claude-opus-5', 'is no profile of eu-west-1'],
    ['us-gov-west-1', 'global.anthropic.claude-opus-5', 'is no profile of us-gov-west-1'],
    ['eu-central-1', 'eu.amazon.nova-pro-v1:0', 'eu profile'],
    ['us-east-1', 'us.xai.grok-4.3', 'us profile'],
    ['us-east-1', 'nobody.new-v1', 'no row has the id'],
    ['us-east-1', 'arn:aws:bedrock:us-east-1:123456789012:provisioned-model/x', 'by the hour'],
    [
      'us-east-1',
      'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/x',
      'which model is behind',
    ],
    ['us-east-1', 'arn:aws:bedrock:us-east-1:123456789012:imported-model/x', 'imported model'],
  ])('the price book says why there is no price in %s for %s', (region, id, why) => {
    expect(book.findIn(id, region)).toEqual({ why: expect.stringContaining(why) });
  });

  it('the price book uses a custom row for every region, unless it names some', () => {
    const haiku = 'anthropic.claude-3-haiku-20240307-v1:0';
    expect(createPriceBook([{ id: haiku, ...own }]).findIn(haiku, 'eu-west-1')).toMatchObject(own);
    const here = createPriceBook([{ id: haiku, ...own, regions: ['eu-west-1'] }]);
    expect(here.findIn(haiku, 'eu-west-1')).toMatchObject(own);
    expect(here.findIn(haiku, 'us-east-1')).toHaveProperty('why');
  });

  it("the price book applies the geography's surcharge to a long prompt’s prices, too", () => {
    const row = book.find('eu.anthropic.claude-sonnet-4-5-20250929-v1:0');
    expect(row).toMatchObject({ upToInputTokens: 200_000 });
    expect(row?.beyond?.input).toBeCloseTo(6.6, 12);
    expect(row?.beyond?.output).toBeCloseTo(24.75, 12);
    expect(row?.cacheWrite1h).toBeCloseTo(6.6, 12);
  });

  it('the price book lets a row of the scenario replace a built-in one, for its profiles too', () => {
    const haiku = 'anthropic.claude-3-haiku-20240307-v1:0';
    const mine = createPriceBook([{ id: haiku, ...own }]);
    expect(mine.find(haiku)).toEqual({ id: haiku, ...own });
    expect(mine.find(`us.${haiku}`)).toEqual({ id: haiku, ...own });
    expect(mine.rows).toHaveLength(book.rows.length);
    expect(mine.asOf.newest).toBe('2027-01-31');
  });

  it('the price book accepts custom names, and ARNs as names', () => {
    const arn = 'arn:aws:bedrock:us-east-1:123456789012:custom-model/tuned';
    const mine = createPriceBook([
      { id: 'our-gateway', ...own },
      { id: arn, ...own },
    ]);
    expect(mine.find('our-gateway')?.input).toBe(1);
    expect(mine.find(arn)?.output).toBe(2);
  });

  it.skipIf(!existsSync(TABLE))(
    'the price book agrees with the published table (needs ../shared/data)',
    () => {
      const rows = z.array(tableRow).parse(parse(readFileSync(TABLE), { columns: true }));
      const trusted = rows.filter(({ model_id }) => !/^(us|jp|au)\./.test(model_id));
      const found = trusted.flatMap((row) => {
        const ours = book.find(row.model_id);
        return ours === undefined ? [] : [{ row, ours }];
      });
      expect(found.length).toBeGreaterThan(40);
      for (const { row, ours } of found) {
        // Its Gemma rows are those of the flex tier.
        if (row.model_id.startsWith('google.gemma')) continue;
        expect(ours.input, row.model_id).toBeCloseTo(row.input_per_1m, 9);
        expect(ours.output, row.model_id).toBeCloseTo(row.output_per_1m, 9);
        if (row.cache_read_per_1m !== '') {
          expect(ours.cacheRead, row.model_id).toBeCloseTo(Number(row.cache_read_per_1m), 9);
        }
      }
    },
  );
});
