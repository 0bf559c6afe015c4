import type { PriceRow } from '../scenario/schema/price-row.ts';
import type { ServiceTier } from '../scenario/target/bedrock-options.ts';
import { memberAt } from '../scenario/target/request-shape.ts';
import type { TargetSpec } from '../scenario/target/target-spec.ts';
import { scaledPrices, type Unpriced } from './price-book.ts';

/**
 * The row at the tier that a target asks for, or why no price is known: a reserved tier is paid by the
 * month under a contract nobody publishes, nor is latency-optimized inference priced, and flex and
 * priority are sold by some makers only.
 */
export function tieredPrice(row: PriceRow, target: TargetSpec): PriceRow | Unpriced {
  const wished = wishedTier(target);
  if (wished !== undefined) {
    return { why: `the request asks for the tier "${wished}", whose price no row has` };
  }
  if (target.kind !== 'bedrock-converse' && target.kind !== 'bedrock-invoke') return row;
  const { serviceTier = 'default', latency } = target;
  if (latency === 'optimized' || hasOptimizedLatency(target)) {
    return { why: 'latency-optimized inference has a price of its own that is not published' };
  }
  if (serviceTier === 'default') return row;
  if (serviceTier === 'reserved') {
    return { why: 'a reserved tier is paid by the month, under a contract that nobody publishes' };
  }
  const factor = row.tiers?.[serviceTier];
  if (factor === undefined)
    return { why: `the row of ${row.id} has no price of the ${serviceTier} tier` };
  const { beyond } = row;
  return {
    ...row,
    ...scaledPrices(row, factor),
    ...(beyond === undefined ? {} : { beyond: scaledPrices(beyond, factor) }),
    source: `${row.source}; ${serviceTier} tier at ${factor}x list`,
  };
}

/** Values of OpenAI's and Anthropic's `service_tier` that are billed at the list price. */
const LISTED = new Set(['auto', 'default', 'standard', 'standard_only']);
const TIER_HEADERS = /^x-amzn-bedrock-(?:service-tier|performanceconfig-latency)$/i;

/** The tier that a body's patch or a header asks for; undefined where it is the list price's. */
function wishedTier(target: TargetSpec): string | undefined {
  if (target.kind === 'route') return undefined;
  const inBody = target.request?.['service_tier'];
  const inHeader = Object.entries(target.headers ?? {}).find(([name]) => TIER_HEADERS.test(name));
  const tier = typeof inBody === 'string' ? inBody : inHeader?.[1];
  return tier === undefined || LISTED.has(tier) ? undefined : tier;
}

function hasOptimizedLatency(target: TargetSpec): boolean {
  if (target.kind !== 'bedrock-converse') return false;
  return memberAt(target.performanceConfig, 'latency') === 'optimized';
}

/** What tiers usually cost as a multiple of the list price (Amazon Bedrock pricing, "Service tiers", 2026). */
const USUAL_FACTORS: Readonly<Record<Exclude<ServiceTier, 'reserved'>, number>> = {
  default: 1,
  flex: 0.5,
  priority: 1.75,
};

/** What a target's tokens usually cost as a multiple of the list price; 1 where it has no tiers. */
export function tierFactor(target: TargetSpec): number {
  if (!('serviceTier' in target)) return 1;
  const { serviceTier = 'default' } = target;
  return serviceTier === 'reserved' ? 1 : USUAL_FACTORS[serviceTier];
}
