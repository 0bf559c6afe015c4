import type { Tokens } from '../../sample/sample.ts';
import type { Convention } from '../delta/convention.ts';
import type { TokenUsage } from '../delta/delta.ts';

/** Which partial counts the input and output counts include. */
type Reading = Pick<Convention, 'readInInput' | 'writeInInput' | 'reasoningInOutput'>;

/** Deviations from a convention, closest first. */
const DEVIATIONS: readonly (readonly (keyof Reading)[])[] = [
  ['writeInInput'],
  ['readInInput'],
  ['reasoningInOutput'],
  ['readInInput', 'writeInInput'],
  ['writeInInput', 'reasoningInOutput'],
  ['readInInput', 'reasoningInOutput'],
  ['readInInput', 'writeInInput', 'reasoningInOutput'],
];

/**
 * Returns the tokens behind an answer's counts, each counted once. Takes the reading closest to the
 * convention among those that are possible and add up to the reply's own total; if none adds up,
 * the closest possible one. A reading is impossible if a part is greater than the count that would
 * include it.
 *
 * Tokens of the total beyond the counts are output that no count reports: reasoning for Gemini; for
 * others their kind is unknown, and they are billed as the most expensive kind. Counts that do not
 * add up to their total keep it as `disputedTotal`.
 */
export function settle(usage: TokenUsage, convention: Convention): Tokens {
  const counts = withOutput(usage, convention);
  const { input, output, total } = counts;
  if (total === undefined || input === undefined || output === undefined) {
    return tokensOf(closestPossible(counts, convention), counts, 0);
  }
  const match = matchingReading(counts, convention, total);
  const reading = match ?? closestPossible(counts, convention);
  const rest = total - sumOf(reading, counts);
  if (convention.restIsReasoning === true && rest > 0) return tokensOf(reading, counts, 0, rest);
  return tokensOf(reading, counts, rest, match === undefined ? Math.max(0, rest) : 0);
}

/** Sets a missing output count to 0 if reasoning is counted beside it: all output was reasoning. */
function withOutput(usage: TokenUsage, { reasoningInOutput }: Convention): TokenUsage {
  const left = usage.output === undefined && usage.reasoning !== undefined && !reasoningInOutput;
  return left ? { ...usage, output: 0 } : usage;
}

/**
 * Returns the possible reading that adds up, the convention's own if possible; undefined if there
 * is none.
 */
function matchingReading(
  counts: TokenUsage,
  convention: Convention,
  total: number,
): Reading | undefined {
  if (isPossible(convention, counts)) {
    const sum = sumOf(convention, counts);
    if (sum === total) return convention;
    if (convention.totalRepeatsCache === true && sum + cachedOf(counts) === total) {
      return convention;
    }
    if (convention.restIsReasoning === true && sum < total) return convention;
  }
  for (const members of DEVIATIONS) {
    const reading = deviate(convention, members);
    if (isPossible(reading, counts) && sumOf(reading, counts) === total) return reading;
  }
  return undefined;
}

/** Returns the possible reading closest to the convention. */
function closestPossible(counts: TokenUsage, convention: Convention): Reading {
  if (isPossible(convention, counts)) return convention;
  const readings = DEVIATIONS.map((members) => deviate(convention, members));
  return readings.find((reading) => isPossible(reading, counts)) ?? convention;
}

function deviate(convention: Convention, members: readonly (keyof Reading)[]): Reading {
  const { readInInput, writeInInput, reasoningInOutput } = convention;
  return {
    readInInput: readInInput !== members.includes('readInInput'),
    writeInInput: writeInInput !== members.includes('writeInInput'),
    reasoningInOutput: reasoningInOutput !== members.includes('reasoningInOutput'),
  };
}

function isPossible(reading: Reading, counts: TokenUsage): boolean {
  const { output, reasoning = 0 } = counts;
  if (output !== undefined && reading.reasoningInOutput && reasoning > output) return false;
  return counts.input === undefined || counts.input >= heldCache(reading, counts);
}

/** Returns the cached tokens that the input count includes. */
function heldCache(reading: Reading, { cacheRead = 0, cacheWrite = 0 }: TokenUsage): number {
  return (reading.readInInput ? cacheRead : 0) + (reading.writeInInput ? cacheWrite : 0);
}

function cachedOf({ cacheRead = 0, cacheWrite = 0 }: TokenUsage): number {
  return cacheRead + cacheWrite;
}

/** Returns the reasoning tokens beside the output count. */
function besideOutput(reading: Reading, { reasoning = 0 }: TokenUsage): number {
  return reading.reasoningInOutput ? 0 : reasoning;
}

/** Returns the sum of all tokens of the answer, each counted once. */
function sumOf(reading: Reading, counts: TokenUsage): number {
  const { input = 0, output = 0 } = counts;
  const besideInput = cachedOf(counts) - heldCache(reading, counts);
  return input + besideInput + output + besideOutput(reading, counts);
}

/**
 * `dispute` is the unexplained difference of the total, `unseen` the output that only the total
 * reports.
 */
function tokensOf(reading: Reading, counts: TokenUsage, dispute: number, unseen = 0): Tokens {
  const { input, output, cacheRead, cacheWrite, cacheWriteLong, reasoning, total } = counts;
  const reasoningTokens = unseen > 0 ? (reasoning ?? 0) + unseen : reasoning;
  return {
    source: 'reported',
    ...(input === undefined ? {} : { input: input - heldCache(reading, counts) }),
    ...(output === undefined ? {} : { output: output + besideOutput(reading, counts) + unseen }),
    ...(cacheRead === undefined ? {} : { cacheRead }),
    ...(cacheWrite === undefined ? {} : { cacheWrite }),
    ...(cacheWriteLong === undefined ? {} : { cacheWriteLong }),
    ...(reasoningTokens === undefined ? {} : { reasoning: reasoningTokens }),
    ...(dispute === 0 || total === undefined ? {} : { disputedTotal: total }),
  };
}
