import { bareModelId } from './model-id.ts';

/** Longer prefixes stand first, so that 4.8 is not taken for 4. */
const RATES: readonly (readonly [prefix: RegExp, rate: number])[] = [
  [/^anthropic\.claude-[a-z]+-4-8\b/, 15],
  [/^anthropic\.claude-(?:opus-5|sonnet-5|fable-5-1)\b/, 10],
  [/^openai\.gpt-5[.-]6-(?:sol|terra|luna)\b/, 10],
  [/^anthropic\.claude-(?:3-7|[a-z]+-4)\b/, 5],
];

/**
 * The burndown rate of a model: how many tokens of the tokens-per-minute quota one output token
 * uses up on Bedrock. Bills always count it once (Bedrock user guide, token burndown, 2026).
 */
export function burndownFor(modelId: string): number {
  const bare = bareModelId(modelId);
  return RATES.find(([prefix]) => prefix.test(bare))?.[1] ?? 1;
}
