/**
 * A TokenEstimate is how many tokens a text may have, where nobody counts: a token is about four
 * characters of English (OpenAI, "What are tokens and how to count them?"). Other languages have more.
 */
export function estimateTokens(...texts: readonly string[]): number {
  return Math.ceil(texts.reduce((sum, text) => sum + text.length, 0) / 4);
}

/**
 * The fewest tokens a text may have, for a bound that has to hold: tokenizers of 2026 put five
 * characters of English prose into one token, and seldom six.
 */
export function leastTokens(...texts: readonly string[]): number {
  return Math.ceil(texts.reduce((sum, text) => sum + text.length, 0) / 6);
}
