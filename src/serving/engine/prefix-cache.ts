import type { Serving } from '../base/serving.ts';

/** Block size in tokens. Prompts share a block if it and all blocks before it are equal. */
export const PREFIX_BLOCK = 512;

/**
 * Prefix cache of one server, in blocks. Evicts the least recently used block, and of one prompt
 * the last blocks first (vLLM, automatic prefix caching).
 */
export interface PrefixCache {
  /** Returns the number of cached tokens at the prompt's start, then caches all of its blocks. */
  take(blocks: readonly number[]): number;
}

/** Creates a prefix cache; `capacity` is in tokens. */
export function createPrefixCache(capacity: number): PrefixCache {
  const maxBlocks = Math.floor(capacity / PREFIX_BLOCK);
  /** Least recently used first. */
  const held = new Set<number>();
  return {
    take(blocks) {
      const missed = blocks.findIndex((block) => !held.has(block));
      for (const block of blocks.toReversed()) {
        held.delete(block);
        held.add(block);
      }
      for (const oldest of held) {
        if (held.size <= maxBlocks) break;
        held.delete(oldest);
      }
      return (missed === -1 ? blocks.length : missed) * PREFIX_BLOCK;
    },
  };
}

/** Adds a prefix cache to a serving, for jobs with `blocks`. */
export function withPrefixCache(serving: Serving, cache: PrefixCache): Serving {
  return {
    arrive(job, now) {
      const cachedTokens = Math.max(job.cachedTokens ?? 0, cache.take(job.blocks ?? []));
      return serving.arrive({ ...job, cachedTokens: Math.min(cachedTokens, job.inputTokens) }, now);
    },
    nextAt: () => serving.nextAt(),
    advance: (now) => serving.advance(now),
    cancel: (id, now) => serving.cancel(id, now),
    get inFlight() {
      return serving.inFlight;
    },
  };
}
