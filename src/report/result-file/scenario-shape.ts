import { z } from 'zod';

const rates = {
  input: z.number(),
  output: z.number(),
  cacheRead: z.number().exactOptional(),
  cacheWrite: z.number().exactOptional(),
  cacheWrite1h: z.number().exactOptional(),
};

/** Schema of a stored target, limited to what a plan reads. */
const target = z.looseObject({
  kind: z.string().exactOptional(),
  price: z.string().exactOptional(),
  serviceTier: z.enum(['default', 'flex', 'priority', 'reserved']).exactOptional(),
  headers: z.record(z.string(), z.string()).exactOptional(),
});

const priceRow = z.looseObject({
  ...rates,
  id: z.string(),
  regions: z.array(z.string()).exactOptional(),
  upToInputTokens: z.number().exactOptional(),
  beyond: z.looseObject(rates).exactOptional(),
  tiers: z.record(z.string(), z.number()).exactOptional(),
  source: z.string(),
  asOf: z.string(),
});

/** Schema of the stored scenario, limited to what a plan reads; other members are kept. */
export const keptScenario = z.looseObject({
  targets: z.record(z.string(), target).exactOptional(),
  prices: z.array(priceRow).exactOptional(),
  prompt: z.looseObject({ maxTokens: z.number().exactOptional() }).exactOptional(),
  burndown: z.record(z.string(), z.number()).exactOptional(),
});
