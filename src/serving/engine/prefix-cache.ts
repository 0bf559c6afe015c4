import type { Serving } from '../base/serving.ts';

/** Tokens of one block: prompts that agree on all of it, and on all before it, share it. */
export const PREFIX_BLOCK = 512;

/**
 * A PrefixCache remembers the beginnings of prompts that one server has computed, in blocks; the
 * least recently used is forgotten first, and of one prompt the end before the beginning (vLLM,
 * automatic prefix caching).
 */
export interface PrefixCache {
  /** How many tokens of a prompt it holds, from the start; it holds all of its blocks from then on. */
  take(blocks: readonly number[]): number;
}

/** `capacity` is in tokens. */
export function createPrefixCache(capacity: number): PrefixCache {
  const most = Math.floor(capacity / PREFIX_BLOCK);
  /** In order of use, the last used last. */
  const held = new Set<number>();
  return {
    take(blocks) {
      const missed = blocks.findIndex((block) => !held.has(block));
      for (const block of blocks.toReversed()) {
        held.delete(block);
        held.add(block);
      }
      for (const oldest of held) {
        if (held.size <= most) break;
        held.delete(oldest);
      }
      return (missed === -1 ? blocks.length : missed) * PREFIX_BLOCK;
    },
  };
}

/** The same server with a PrefixCache of its own, for jobs that say what their prompts are. */
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
