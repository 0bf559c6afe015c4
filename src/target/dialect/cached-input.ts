import type { Counts } from '../piece.ts';

/**
 * CachedInput are the input tokens read from a prompt cache. Anthropic's and Amazon's counts leave
 * them out of the input; OpenAI's include them, on Bedrock too.
 */
export function withoutCachedInput(counts: Counts): Counts {
  const { input, cacheRead } = counts;
  if (input === undefined || cacheRead === undefined) return counts;
  return { ...counts, input: Math.max(0, input - cacheRead) };
}

/** Whether the input that Bedrock counts for a model includes cached tokens. */
export function countsCachedInput(model: string): boolean {
  return /(^|[./])openai\./.test(model);
}
