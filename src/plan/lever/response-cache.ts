/**
 * A ResponseCache answers a share of queries (its hit rate, 0 to 1) without asking a model. The hit
 * rates at which plans are drawn are those published for production: 20 to 45 %.
 */
export const PUBLISHED_HIT_RATES: readonly number[] = [0.2, 0.3, 0.45];

/**
 * The hit rate at which `per1k` US dollars come down to what the budget allows per 1,000 queries:
 * 1 - B / c, or 0 where they need not. Undefined where the budget leaves nothing.
 */
export function hitRateNeeded(per1k: number, allowed: number): number | undefined {
  if (allowed <= 0) return undefined;
  return Math.max(0, 1 - allowed / per1k);
}

/** What the budget allows per 1,000 queries that miss the cache. */
export function allowedPerMiss(allowed: number, hitRate: number): number {
  return allowed / (1 - hitRate);
}
