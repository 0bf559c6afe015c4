import type { Milliseconds } from '../time/duration.ts';
import { bareModelId } from './profiles/model-id.ts';

/**
 * A PromptCache remembers the beginnings of prompts up to the points that requests mark, each for
 * its time to live, which every use starts anew (Bedrock user guide, prompt caching).
 */
export interface PromptCache {
  /** What of a prompt with these points, in order, would be read and what written. */
  look(points: readonly CachePoint[], now: Milliseconds): CacheUse;
  /** Holds the prompt up to each of them from now on. */
  keep(points: readonly CachePoint[], now: Milliseconds): void;
}

/** A CachePoint is the end of a prompt's beginning that is to be kept. */
export interface CachePoint {
  /** Names all of the prompt before it. */
  readonly key: string;
  /** From the prompt's start to here. */
  readonly tokens: number;
  readonly ttl: Milliseconds;
}

/** Tokens. */
export interface CacheUse {
  readonly read: number;
  /** Of them each is kept for its point's time to live; none where nothing was written. */
  readonly written: readonly { readonly ttl: Milliseconds; readonly tokens: number }[];
}

/** A point after fewer tokens than `least` is passed over. */
export function createPromptCache(least: number): PromptCache {
  const ends = new Map<string, Milliseconds>();
  const isLong = ({ tokens }: CachePoint): boolean => tokens >= least;
  const isHeld = ({ key }: CachePoint, now: Milliseconds): boolean => (ends.get(key) ?? now) > now;
  return {
    look(points, now) {
      const long = points.filter(isLong);
      const read = long.findLast((point) => isHeld(point, now))?.tokens ?? 0;
      let upTo = read;
      const written: { ttl: Milliseconds; tokens: number }[] = [];
      for (const { tokens, ttl } of long) {
        if (tokens <= upTo) continue;
        written.push({ ttl, tokens: tokens - upTo });
        upTo = tokens;
      }
      return { read, written };
    },
    keep(points, now) {
      if (points.length === 0) return;
      for (const [key, end] of ends) if (end <= now) ends.delete(key);
      for (const point of points.filter(isLong)) {
        ends.set(point.key, Math.max(now + point.ttl, ends.get(point.key) ?? 0));
      }
    },
  };
}

/** The fewest tokens before a cache point, by model (Bedrock user guide, 2025). */
const LEAST: readonly (readonly [prefix: string, tokens: number])[] = [
  ['anthropic.claude-3-5-haiku', 2048],
  ['amazon.nova', 1000],
];

/** Below so many tokens a model keeps nothing; 1,024 where no other figure is known. */
export function leastCached(modelId: string): number {
  const bare = bareModelId(modelId);
  return LEAST.find(([prefix]) => bare.startsWith(prefix))?.[1] ?? 1024;
}
