import { createHash } from 'node:crypto';
import type { Query } from './query/query.ts';

/**
 * A UniquePrefix is the first thing a prompt says, and no other prompt does, so that no cache of
 * prefixes can know the prompt: `[9f86d081884c7d65] `. It follows from the request's name alone and is
 * always as long, so that token counts stay comparable.
 */
export function withUniquePrefix(query: Query, name: string): Query {
  const prefix = `[${createHash('sha256').update(name).digest('hex').slice(0, 16)}] `;
  if (query.system !== undefined) return { ...query, system: prefix + query.system };
  const [first, ...others] = query.messages;
  if (first === undefined) return query;
  return { ...query, messages: [{ ...first, text: prefix + first.text }, ...others] };
}
