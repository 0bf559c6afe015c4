import { isObject } from '../../json/json-object.ts';
import type { CacheUse } from '../../serving/prompt-cache.ts';
import type { Milliseconds } from '../../time/duration.ts';

/** The input tokens that a prompt cache read and wrote. */
export interface CachedInput {
  /**
   * Tokens found in the cache. A server's prefix cache sets it once the request reaches a replica.
   */
  read: number;
  /** Tokens written to the cache, the sum of `written`. */
  readonly write: number;
  readonly written: CacheUse['written'];
}

/** The cached input of a request without caching. */
export const nothingCached = (): CachedInput => cachedInput({ read: 0, written: [] });

export function cachedInput({ read, written }: CacheUse): CachedInput {
  return { read, write: written.reduce((sum, { tokens }) => sum + tokens, 0), written };
}

/** A cache point in a request: all texts before it, and their time to live. */
export interface CacheMark {
  readonly texts: readonly string[];
  readonly ttl: Milliseconds;
}

export const FIVE_MINUTES: Milliseconds = 300_000;
export const ONE_HOUR: Milliseconds = 3_600_000;

const TTLS: Readonly<Record<string, Milliseconds>> = { '5m': FIVE_MINUTES, '1h': ONE_HOUR };

/** Returns the tokens written with a time to live. */
export function writtenFor(timeToLive: Milliseconds, written: CacheUse['written']): number {
  return written.reduce((sum, { ttl, tokens }) => sum + (ttl === timeToLive ? tokens : 0), 0);
}

/**
 * Returns the cache points in a body's system prompt and messages: Converse's `cachePoint` blocks
 * and Anthropic's `cache_control` on blocks. Their time to live is five minutes unless `1h` is
 * given.
 */
export function cacheMarks(body: unknown): readonly CacheMark[] {
  if (!isObject(body)) return [];
  const { system, messages } = body;
  const contents = Array.isArray(messages)
    ? messages.map((message) => (isObject(message) ? message['content'] : undefined))
    : [];
  const texts: string[] = [];
  const marks: CacheMark[] = [];
  for (const content of [system, ...contents]) {
    for (const block of Array.isArray(content) ? content : [{ text: content }]) {
      if (!isObject(block)) continue;
      if (typeof block['text'] === 'string') texts.push(block['text']);
      const mark = block['cachePoint'] ?? block['cache_control'];
      if (!isObject(mark)) continue;
      const ttl = TTLS[typeof mark['ttl'] === 'string' ? mark['ttl'] : '5m'] ?? FIVE_MINUTES;
      marks.push({ texts: [...texts], ttl });
    }
  }
  return marks;
}
