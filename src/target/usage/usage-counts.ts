import type { TokenUsage } from '../delta/delta.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** The members of TokenUsage that are counts. */
const COUNTS = [
  'input',
  'output',
  'cacheRead',
  'cacheWrite',
  'cacheWriteLong',
  'reasoning',
  'total',
] as const;

/** All members exist from the start: objects that grow get a hidden class for each order. */
export function emptyUsage(): Mutable<TokenUsage> {
  return {
    input: undefined,
    output: undefined,
    cacheRead: undefined,
    cacheWrite: undefined,
    cacheWriteLong: undefined,
    reasoning: undefined,
    total: undefined,
    wire: undefined,
  };
}

/** Returns whether any count is known. */
export function hasCount(usage: TokenUsage): boolean {
  return COUNTS.some((count) => usage[count] !== undefined);
}

/**
 * Replaces known counts by those of an update. A 0 does not replace a count of the same usage: some services send 0 for an absent count.
 */
export function mergeCounts(known: Mutable<TokenUsage>, update: TokenUsage): void {
  const same = update.wire !== undefined && update.wire === known.wire;
  for (const count of COUNTS) {
    const value = update[count];
    if (value === undefined || (value === 0 && same && known[count] !== undefined)) continue;
    known[count] = value;
    known.wire = update.wire ?? known.wire;
  }
}
