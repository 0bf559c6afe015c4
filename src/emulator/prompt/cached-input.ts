import { isObject } from '../../json/json-object.ts';
import type { CacheUse } from '../../serving/prompt-cache.ts';
import type { Milliseconds } from '../../time/duration.ts';

/** CachedInput is the part of a prompt's tokens that a cache was asked for. */
export interface CachedInput {
  /** Found there. A server's own prefix cache tells it once the request has come to a replica. */
  read: number;
  /** Kept for later, all together. */
  readonly write: number;
  readonly written: CacheUse['written'];
}

/** Of a request that asked for no cache. */
export const nothingCached = (): CachedInput => cachedInput({ read: 0, written: [] });

export function cachedInput({ read, written }: CacheUse): CachedInput {
  return { read, write: written.reduce((sum, { tokens }) => sum + tokens, 0), written };
}

/** A CacheMark is a cache point in a request: all texts before it, and how long they are to be kept. */
export interface CacheMark {
  readonly texts: readonly string[];
  readonly ttl: Milliseconds;
}

export const FIVE_MINUTES: Milliseconds = 300_000;
export const ONE_HOUR: Milliseconds = 3_600_000;

const TTLS: Readonly<Record<string, Milliseconds>> = { '5m': FIVE_MINUTES, '1h': ONE_HOUR };

/** The tokens written to be kept so long. */
export function writtenFor(kept: Milliseconds, written: CacheUse['written']): number {
  return written.reduce((sum, { ttl, tokens }) => sum + (ttl === kept ? tokens : 0), 0);
}

/**
 * The marks in a body's system prompt and messages, as Converse (`cachePoint`, a block of its own)
 * and Anthropic (`cache_control`, on a block) write them. Five minutes unless a mark says an hour.
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
