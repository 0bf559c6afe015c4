import type { PriceRow } from '../scenario/schema/price-row.ts';
import type { ServiceTier } from '../scenario/target/bedrock-schema.ts';
import { memberAt } from '../scenario/target/request-shape.ts';
import type { TargetSpec } from '../scenario/target/target-spec.ts';
import { scaledPrices, type Unpriced } from './price-book.ts';

/**
 * Returns the row at a target's tier, or why no price is known: a reserved tier is paid by the
 * month under a private contract, latency-optimized inference has no published price, and only some
 * makers sell flex and priority.
 */
export function tieredPrice(row: PriceRow, target: TargetSpec): PriceRow | Unpriced {
  const requestedTier = tierInRequest(target);
  if (requestedTier !== undefined) {
    return { why: `the request asks for the tier "${requestedTier}", whose price no row has` };
  }
  if (target.kind !== 'bedrock-converse' && target.kind !== 'bedrock-invoke') return row;
  const { serviceTier = 'default', latency } = target;
  if (latency === 'optimized' || hasOptimizedLatency(target)) {
    return { why: 'latency-optimized inference has a price of its own that is not published' };
  }
  if (serviceTier === 'default') return row;
  if (serviceTier === 'reserved') {
    return { why: 'a reserved tier is paid by the month, by a contract that is not published' };
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

/** Returns the tier in a body's patch or a header; undefined where it has the list price. */
function tierInRequest(target: TargetSpec): string | undefined {
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

/** Usual price factors of tiers (Amazon Bedrock pricing, "Service tiers", 2026). */
const USUAL_FACTORS: Readonly<Record<Exclude<ServiceTier, 'reserved'>, number>> = {
  default: 1,
  flex: 0.5,
  priority: 1.75,
};

/** Returns the usual price factor of a target's tier; 1 where it has no tiers. */
export function tierFactor(target: TargetSpec): number {
  if (!('serviceTier' in target)) return 1;
  const { serviceTier = 'default' } = target;
  return serviceTier === 'reserved' ? 1 : USUAL_FACTORS[serviceTier];
}
