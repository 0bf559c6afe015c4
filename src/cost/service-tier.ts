import type { ServiceTier } from '../scenario/bedrock-options.ts';
import type { PriceRow } from '../scenario/price-row.ts';
import type { TargetSpec } from '../scenario/target-spec.ts';

/**
 * What a tier's tokens cost as a multiple of the list price (Amazon Bedrock pricing, "Service tiers",
 * 2026). A reserved tier is paid by the month, under a contract nobody publishes.
 */
const FACTORS: Readonly<Record<Exclude<ServiceTier, 'reserved'>, number>> = {
  default: 1,
  flex: 0.5,
  priority: 1.75,
};

/** What a target's tokens cost as a multiple of the list price; 1 where it has no tiers. */
export function tierFactor(target: TargetSpec): number {
  if (!('serviceTier' in target)) return 1;
  const { serviceTier = 'default' } = target;
  return serviceTier === 'reserved' ? 1 : FACTORS[serviceTier];
}

/** A cache entry of an hour costs twice the input where one of five minutes costs 1.25 times it. */
const HOUR_CACHE = 2;

/**
 * A TieredPrice is a row at the tier, and with the cache, that a target asks for; undefined where its
 * price is not published: reserved tiers, and latency-optimized inference.
 */
export function tieredPrice(row: PriceRow, target: TargetSpec): PriceRow | undefined {
  if (target.kind !== 'bedrock-converse' && target.kind !== 'bedrock-invoke') return row;
  const { serviceTier = 'default', latency } = target;
  if (serviceTier === 'reserved' || latency === 'optimized') return undefined;
  const factor = FACTORS[serviceTier];
  const hour = 'cachePoint' in target && target.cachePoint === '1h';
  if (factor === 1 && !hour) return row;
  const { cacheRead, cacheWrite } = row;
  // Writes that are free are free for an hour too.
  const write =
    hour && cacheWrite !== undefined && cacheWrite > 0 ? HOUR_CACHE * row.input : cacheWrite;
  const why = [
    ...(factor === 1 ? [] : [`${serviceTier} tier at ${factor}x list`]),
    ...(hour ? ['1 h cache'] : []),
  ];
  return {
    ...row,
    input: row.input * factor,
    output: row.output * factor,
    ...(cacheRead === undefined ? {} : { cacheRead: cacheRead * factor }),
    ...(write === undefined ? {} : { cacheWrite: write * factor }),
    source: `${row.source}; ${why.join(', ')}`,
  };
}
