/**
 * Hit rates of a response cache, which answers a share of queries (0 to 1) without a model.
 * Published production rates are 20 to 45 %.
 */
export const PUBLISHED_HIT_RATES: readonly number[] = [0.2, 0.3, 0.45];

/**
 * Returns the hit rate at which `per1k` US dollars fall to the budget per 1,000 queries: 1 - B / c,
 * or 0 where they already do. Undefined where the budget leaves nothing.
 */
export function hitRateNeeded(per1k: number, allowed: number): number | undefined {
  if (allowed <= 0) return undefined;
  return Math.max(0, 1 - allowed / per1k);
}

/** Returns what the budget allows per 1,000 cache misses. */
export function allowedPerMiss(allowed: number, hitRate: number): number {
  return allowed / (1 - hitRate);
}
