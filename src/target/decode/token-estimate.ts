import { CHARACTERS_PER_TOKEN } from '../../sample/token-length.ts';

/**
 * Estimates the number of tokens in texts without a count, by the characters of a token. It is too
 * low for languages other than English.
 */
export function estimateTokens(...texts: readonly string[]): number {
  return Math.ceil(texts.reduce((sum, text) => sum + text.length, 0) / CHARACTERS_PER_TOKEN);
}

/**
 * Returns a lower bound of the number of tokens in texts: tokenizers of 2026 put five characters of
 * English prose into one token, and seldom six.
 */
export function leastTokens(...texts: readonly string[]): number {
  return Math.ceil(texts.reduce((sum, text) => sum + text.length, 0) / 6);
}
