import { bareModelId } from '../profiles/model-id.ts';

/**
 * Tokens of the tokens-per-minute quota that one output token of a model consumes on Bedrock. Bills
 * always count it once.
 */
export interface Burndown {
  readonly rate: number;
  /** Source of the rate: the scenario, Bedrock's user guide, or none. */
  readonly basis: 'given' | 'documented' | 'assumed';
}

/**
 * Rates of the user guide (token burndown, 2026), which lists those above 1; all others have 1.
 * Longer prefixes come first, so that 4.8 does not match 4.
 */
const DOCUMENTED: readonly (readonly [model: RegExp, rate: number])[] = [
  [/^anthropic\.claude-[a-z]+-4-8\b/, 15],
  [/^anthropic\.claude-(?:opus-5(?:-5)?|sonnet-5|fable-5-1)(?:-\d{8}.*|-v\d.*|:.*)?$/, 10],
  [/^openai\.gpt-5[.-]6-(?:sol|terra|luna)\b/, 10],
  [/^anthropic\.claude-(?:3-7|[a-z]+-4)\b/, 5],
  [/^anthropic\.claude-(?:3|v2|instant)\b/, 1],
];

/**
 * Providers whose newer models the guide does not list yet. They get the rate of the latest listed
 * model, because too low a rate promises more than the quota gives.
 */
const NEWER: readonly (readonly [model: RegExp, rate: number])[] = [
  [/^anthropic\.claude-/, 10],
  [/^openai\.gpt-(?:5[.-][6-9]|[6-9])/, 10],
];

/**
 * Returns the burndown of a model: `given` where the scenario's rates name its id, with or without
 * a region prefix.
 */
export function burndownOf(
  modelId: string,
  given: Readonly<Record<string, number>> = {},
): Burndown {
  const bare = bareModelId(modelId);
  const scenarioRate = given[modelId] ?? given[bare];
  if (scenarioRate !== undefined) return { rate: scenarioRate, basis: 'given' };
  const documented = rateIn(DOCUMENTED, bare);
  if (documented !== undefined) return { rate: documented, basis: 'documented' };
  const newer = rateIn(NEWER, bare);
  if (newer !== undefined) return { rate: newer, basis: 'assumed' };
  return { rate: 1, basis: 'documented' };
}

function rateIn(rates: typeof DOCUMENTED, bare: string): number | undefined {
  return rates.find(([model]) => model.test(bare))?.[1];
}
