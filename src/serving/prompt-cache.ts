import type { Milliseconds } from '../time/duration.ts';
import { bareModelId } from './profiles/model-id.ts';

/**
 * Prompt prefixes up to the cache points that requests mark. Each expires after its time to live;
 * every use restarts it (Bedrock user guide, prompt caching).
 */
export interface PromptCache {
  /**
   * Returns the tokens of a prompt with these cache points, in order, that would be read and
   * written.
   */
  lookUp(points: readonly CachePoint[], now: Milliseconds): CacheUse;
  /** Caches the prompt up to each point from now on. */
  store(points: readonly CachePoint[], now: Milliseconds): void;
}

/** End of a prompt prefix to cache. */
export interface CachePoint {
  /** Identifies the whole prompt before the point. */
  readonly key: string;
  /** Tokens from the prompt's start to the point. */
  readonly tokens: number;
  readonly ttl: Milliseconds;
}

/** Tokens. */
export interface CacheUse {
  readonly read: number;
  /** Tokens written, by the time to live of their point; empty where nothing was written. */
  readonly written: readonly { readonly ttl: Milliseconds; readonly tokens: number }[];
}

/** Creates a prompt cache that ignores points after fewer than `least` tokens. */
export function createPromptCache(least: number): PromptCache {
  const ends = new Map<string, Milliseconds>();
  const isEligible = ({ tokens }: CachePoint): boolean => tokens >= least;
  const isCached = ({ key }: CachePoint, now: Milliseconds): boolean =>
    (ends.get(key) ?? now) > now;
  return {
    lookUp(points, now) {
      const eligible = points.filter(isEligible);
      const read = eligible.findLast((point) => isCached(point, now))?.tokens ?? 0;
      let cachedUpTo = read;
      const written: { ttl: Milliseconds; tokens: number }[] = [];
      for (const { tokens, ttl } of eligible) {
        if (tokens <= cachedUpTo) continue;
        written.push({ ttl, tokens: tokens - cachedUpTo });
        cachedUpTo = tokens;
      }
      return { read, written };
    },
    store(points, now) {
      if (points.length === 0) return;
      for (const [key, end] of ends) if (end <= now) ends.delete(key);
      for (const point of points.filter(isEligible)) {
        ends.set(point.key, Math.max(now + point.ttl, ends.get(point.key) ?? 0));
      }
    },
  };
}

/** Minimum tokens before a cache point, by model (Bedrock user guide, 2025). */
const LEAST: readonly (readonly [prefix: string, tokens: number])[] = [
  ['anthropic.claude-3-5-haiku', 2048],
  ['amazon.nova', 1000],
];

/**
 * Returns the minimum tokens before a model's cache point; 1,024 where no other figure is known.
 */
export function leastCached(modelId: string): number {
  const bare = bareModelId(modelId);
  return LEAST.find(([prefix]) => bare.startsWith(prefix))?.[1] ?? 1024;
}
