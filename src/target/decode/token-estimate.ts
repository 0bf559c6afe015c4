import { CHARACTERS_PER_TOKEN } from '../../sample/token-length.ts';

/**
 * A TokenEstimate is how many tokens a text may have, where nobody counts: by the characters of a
 * token. It is too few for languages other than English.
 */
export function estimateTokens(...texts: readonly string[]): number {
  return Math.ceil(texts.reduce((sum, text) => sum + text.length, 0) / CHARACTERS_PER_TOKEN);
}

/**
 * The fewest tokens a text may have, for a bound that has to hold: tokenizers of 2026 put five
 * characters of English prose into one token, and seldom six.
 */
export function leastTokens(...texts: readonly string[]): number {
  return Math.ceil(texts.reduce((sum, text) => sum + text.length, 0) / 6);
}
