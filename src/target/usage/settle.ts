import type { Tokens } from '../../sample/sample.ts';
import type { Convention } from '../delta/convention.ts';
import type { TokenUsage } from '../delta/delta.ts';

/** What an input and an output count hold, of what is told beside them. */
type Reading = Pick<Convention, 'readInInput' | 'writeInInput' | 'reasoningInOutput'>;

/** The members in which a reading differs from the convention, from those least unlike it. */
const TURNS: readonly (readonly (keyof Reading)[])[] = [
  ['writeInInput'],
  ['readInInput'],
  ['reasoningInOutput'],
  ['readInInput', 'writeInInput'],
  ['writeInInput', 'reasoningInOutput'],
  ['readInInput', 'reasoningInOutput'],
  ['readInInput', 'writeInInput', 'reasoningInOutput'],
];

/**
 * The tokens that an answer's counts stand for, each counted once. Of the readings that are possible
 * and add up to the reply's own total the one most like the convention is taken; where none adds up,
 * the most like it that is possible. Impossible is a part greater than what would hold it.
 *
 * What a total has beyond the counts is output that no count tells: thinking with Gemini; with others
 * nobody says what, and it is billed as what costs most. Counts that do not add up to their total
 * keep it as `disputedTotal`.
 */
export function settle(told: TokenUsage, convention: Convention): Tokens {
  const counts = withOutput(told, convention);
  const { input, output, total } = counts;
  if (total === undefined || input === undefined || output === undefined) {
    return tokensOf(usual(counts, convention), counts, 0);
  }
  const fit = fitting(counts, convention, total);
  const reading = fit ?? usual(counts, convention);
  const rest = total - sumOf(reading, counts);
  if (convention.restIsReasoning === true && rest > 0) return tokensOf(reading, counts, 0, rest);
  return tokensOf(reading, counts, rest, fit === undefined ? Math.max(0, rest) : 0);
}

/** Where reasoning is counted beside it, an output that is left out is none: all was thought. */
function withOutput(told: TokenUsage, { reasoningInOutput }: Convention): TokenUsage {
  const left = told.output === undefined && told.reasoning !== undefined && !reasoningInOutput;
  return left ? { ...told, output: 0 } : told;
}

/** The possible reading that adds up, as the convention has it if it can; undefined where there is none. */
function fitting(counts: TokenUsage, convention: Convention, total: number): Reading | undefined {
  if (isPossible(convention, counts)) {
    const sum = sumOf(convention, counts);
    if (sum === total) return convention;
    if (convention.totalRepeatsCache === true && sum + cachedOf(counts) === total) {
      return convention;
    }
    if (convention.restIsReasoning === true && sum < total) return convention;
  }
  for (const turned of TURNS) {
    const reading = turn(convention, turned);
    if (isPossible(reading, counts) && sumOf(reading, counts) === total) return reading;
  }
  return undefined;
}

/** The possible reading most like the convention. */
function usual(counts: TokenUsage, convention: Convention): Reading {
  if (isPossible(convention, counts)) return convention;
  const readings = TURNS.map((turned) => turn(convention, turned));
  return readings.find((reading) => isPossible(reading, counts)) ?? convention;
}

function turn(convention: Convention, turned: readonly (keyof Reading)[]): Reading {
  const { readInInput, writeInInput, reasoningInOutput } = convention;
  return {
    readInInput: readInInput !== turned.includes('readInInput'),
    writeInInput: writeInInput !== turned.includes('writeInInput'),
    reasoningInOutput: reasoningInOutput !== turned.includes('reasoningInOutput'),
  };
}

function isPossible(reading: Reading, counts: TokenUsage): boolean {
  const { output, reasoning = 0 } = counts;
  if (output !== undefined && reading.reasoningInOutput && reasoning > output) return false;
  return counts.input === undefined || counts.input >= heldCache(reading, counts);
}

/** Cached tokens within the input count. */
function heldCache(reading: Reading, { cacheRead = 0, cacheWrite = 0 }: TokenUsage): number {
  return (reading.readInInput ? cacheRead : 0) + (reading.writeInInput ? cacheWrite : 0);
}

function cachedOf({ cacheRead = 0, cacheWrite = 0 }: TokenUsage): number {
  return cacheRead + cacheWrite;
}

/** Reasoning tokens beside the output count. */
function besideOutput(reading: Reading, { reasoning = 0 }: TokenUsage): number {
  return reading.reasoningInOutput ? 0 : reasoning;
}

/** All tokens of the answer, each once. */
function sumOf(reading: Reading, counts: TokenUsage): number {
  const { input = 0, output = 0 } = counts;
  const besideInput = cachedOf(counts) - heldCache(reading, counts);
  return input + besideInput + output + besideOutput(reading, counts);
}

/** `dispute` is by how much the total differs for no known reason, `unseen` output it alone tells. */
function tokensOf(reading: Reading, counts: TokenUsage, dispute: number, unseen = 0): Tokens {
  const { input, output, cacheRead, cacheWrite, cacheWriteLong, reasoning, total } = counts;
  const thought = unseen > 0 ? (reasoning ?? 0) + unseen : reasoning;
  return {
    source: 'reported',
    ...(input === undefined ? {} : { input: input - heldCache(reading, counts) }),
    ...(output === undefined ? {} : { output: output + besideOutput(reading, counts) + unseen }),
    ...(cacheRead === undefined ? {} : { cacheRead }),
    ...(cacheWrite === undefined ? {} : { cacheWrite }),
    ...(cacheWriteLong === undefined ? {} : { cacheWriteLong }),
    ...(thought === undefined ? {} : { reasoning: thought }),
    ...(dispute === 0 || total === undefined ? {} : { disputedTotal: total }),
  };
}
