import { createHash } from 'node:crypto';
import type { Query } from './query/query.ts';

/**
 * Prepends a unique prefix to the prompt, so that no prefix cache can hit: `[9f86d081884c7d65] `.
 * The prefix depends on the request's name alone and has a fixed length, so that token counts stay
 * comparable.
 */
export function withUniquePrefix(query: Query, name: string): Query {
  const prefix = `[${createHash('sha256').update(name).digest('hex').slice(0, 16)}] `;
  if (query.system !== undefined) return { ...query, system: prefix + query.system };
  const [first, ...others] = query.messages;
  if (first === undefined) return query;
  return { ...query, messages: [{ ...first, text: prefix + first.text }, ...others] };
}
