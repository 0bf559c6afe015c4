import { z } from 'zod';
import { dollars, positive, strictObject } from './fields.ts';
import type { ReadonlyOutput } from './readonly-deep.ts';

const tokenPrices = {
  input: dollars.describe('US dollars per million input tokens.'),
  output: dollars.describe('US dollars per million output tokens.'),
  cacheRead: dollars
    .exactOptional()
    .describe('US dollars per million tokens read from a prompt cache. Unknown when absent.'),
  cacheWrite: dollars
    .exactOptional()
    .describe(
      'US dollars per million tokens of a cache entry kept five minutes. Unknown when absent.',
    ),
  cacheWrite1h: dollars
    .exactOptional()
    .describe('US dollars per million tokens of a cache entry kept one hour. Unknown when absent.'),
};

const tokenPricesSchema = strictObject(tokenPrices);

/** US dollars per million tokens of each kind; absent where unknown. */
export type TokenPrices = ReadonlyOutput<typeof tokenPricesSchema>;

/** Schema of a price row. */
export const priceRowSchema = strictObject({
  id: z
    .string()
    .describe(
      'A Bedrock model id without its region prefix, or any name that a target’s `price` refers to.',
    ),
  ...tokenPrices,
  regions: z
    .array(z.string())
    .min(1)
    .exactOptional()
    .describe('AWS regions with this price. Default: every region.'),
  upToInputTokens: positive
    .exactOptional()
    .describe(
      'Longest prompt with this price, in input tokens, cached ones included. Default: no limit.',
    ),
  beyond: tokenPricesSchema
    .exactOptional()
    .describe('Prices of all tokens of a longer prompt. Unknown when absent.'),
  tiers: strictObject({
    flex: dollars
      .exactOptional()
      .describe('Price of the flex tier as a multiple of the standard price. Unknown when absent.'),
    priority: dollars
      .exactOptional()
      .describe(
        'Price of the priority tier as a multiple of the standard price. Unknown when absent.',
      ),
  })
    .exactOptional()
    .describe('Prices of service tiers as multiples of the standard price. Unknown when absent.'),
  source: z.string().describe('Where the prices were read.'),
  asOf: z.iso.date().describe('Date on which the prices were read: 2026-05-01.'),
});

/**
 * Prices of one model's tokens, with date, source and the range of requests that they apply to.
 * Requests outside it have no known price.
 */
export type PriceRow = ReadonlyOutput<typeof priceRowSchema>;

const fixedCostSchema = strictObject({
  name: z.string().describe('Name of the cost in the report.'),
  perMonth: dollars.describe('US dollars per month of 365/12 days.'),
});

/** A monthly cost that does not depend on traffic. */
export type FixedCost = ReadonlyOutput<typeof fixedCostSchema>;

export const fixedCosts = z.array(fixedCostSchema).default([]);
