import { z } from 'zod';
import type { BilledPrice } from '../../cost/bill.ts';
import type { PriceRow, TokenPrices } from '../../scenario/schema/price-row.ts';
import type { OlderBill } from './older-bill.ts';
import type { Members } from './shape-part.ts';
import { dollarsShape, interval, texts } from './shape-part.ts';

const prices = {
  input: z.number(),
  output: z.number(),
  cacheRead: z.number().exactOptional(),
  cacheWrite: z.number().exactOptional(),
  cacheWrite1h: z.number().exactOptional(),
} satisfies Members<TokenPrices>;

const billedPrice = z.looseObject({
  ...prices,
  input: prices.input.exactOptional(),
  output: prices.output.exactOptional(),
  id: z.string(),
  regions: texts.exactOptional(),
  upToInputTokens: z.number().exactOptional(),
  beyond: z.looseObject(prices).exactOptional(),
  tiers: z
    .looseObject({
      flex: z.number().exactOptional(),
      priority: z.number().exactOptional(),
    } satisfies Members<NonNullable<PriceRow['tiers']>>)
    .exactOptional(),
  source: z.string(),
  asOf: z.string(),
} satisfies Members<BilledPrice>);

/** Schema of a stored bill; older ones lack the members that OlderBill makes optional. */
export const bill = z.looseObject({
  run: dollarsShape,
  runAtLeast: z.number().exactOptional(),
  per1k: dollarsShape,
  per1kAtLeast: z.number().exactOptional(),
  per1kInterval: interval.exactOptional(),
  variablePer1k: dollarsShape.exactOptional(),
  variablePer1kAtLeast: z.number().exactOptional(),
  variablePer1kInterval: interval.exactOptional(),
  perMonth: dollarsShape.exactOptional(),
  perMonthAtLeast: z.number().exactOptional(),
  perMonthInterval: interval.exactOptional(),
  fixed: z.array(z.looseObject({ name: z.string(), perMonth: z.number() })),
  prices: z.array(billedPrice),
  missing: texts.exactOptional(),
  doubts: texts.exactOptional(),
} satisfies Members<OlderBill>);
