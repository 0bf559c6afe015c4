import { bareModelId } from '../profiles/model-id.ts';

/**
 * A Burndown is how many tokens of the tokens-per-minute quota one output token of a model uses up on
 * Bedrock. Bills always count it once.
 */
export interface Burndown {
  readonly rate: number;
  /** Who says so: the scenario, Bedrock's user guide, or nobody. */
  readonly basis: 'given' | 'documented' | 'assumed';
}

/**
 * By the user guide (token burndown, 2026), which lists what is above 1 and has 1 for all others.
 * Longer prefixes stand first, so that 4.8 is not taken for 4.
 */
const DOCUMENTED: readonly (readonly [model: RegExp, rate: number])[] = [
  [/^anthropic\.claude-[a-z]+-4-8\b/, 15],
  [/^anthropic\.claude-(?:opus-5(?:-5)?|sonnet-5|fable-5-1)(?:-\d{8}.*|-v\d.*|:.*)?$/, 10],
  [/^openai\.gpt-5[.-]6-(?:sol|terra|luna)\b/, 10],
  [/^anthropic\.claude-(?:3-7|[a-z]+-4)\b/, 5],
  [/^anthropic\.claude-(?:3|v2|instant)\b/, 1],
];

/**
 * Makers whose newer models the guide does not list yet: they are taken to count as their latest that it
 * lists, as a rate that is too low promises more than the quota gives.
 */
const NEWER: readonly (readonly [model: RegExp, rate: number])[] = [
  [/^anthropic\.claude-/, 10],
  [/^openai\.gpt-(?:5[.-][6-9]|[6-9])/, 10],
];

/** The burndown of a model: `given` where the scenario's rates name its id, with or without a region prefix. */
export function burndownOf(
  modelId: string,
  given: Readonly<Record<string, number>> = {},
): Burndown {
  const bare = bareModelId(modelId);
  const told = given[modelId] ?? given[bare];
  if (told !== undefined) return { rate: told, basis: 'given' };
  const documented = rateIn(DOCUMENTED, bare);
  if (documented !== undefined) return { rate: documented, basis: 'documented' };
  const newer = rateIn(NEWER, bare);
  if (newer !== undefined) return { rate: newer, basis: 'assumed' };
  return { rate: 1, basis: 'documented' };
}

function rateIn(rates: typeof DOCUMENTED, bare: string): number | undefined {
  return rates.find(([model]) => model.test(bare))?.[1];
}
