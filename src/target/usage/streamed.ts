import type { Streamed, Tokens } from '../../sample/sample.ts';
import { sizeOf } from './text-size.ts';

/** The content chunks of a response, beside its counts. */
export interface Stream {
  readonly chunks: number;
  readonly firstRead: {
    readonly chunks: number;
    readonly characters: number;
    /** Output count that came with its content, as a running total. */
    readonly counted?: number | undefined;
  };
  /** Output count that came with content of a later read, and the last output count. */
  readonly counted?: number | undefined;
  readonly lastCounted?: number | undefined;
  readonly text: readonly string[];
  readonly reasoningTokens: readonly string[];
  /** The model reasoned, but its reasoning is withheld. */
  readonly withheld: boolean;
}

/** Maximum characters of a chunk that holds about one token, if it is one word. */
const TOKEN_CHARACTERS = 8;

/**
 * Returns the number of output tokens that a stream carried; undefined if unknown.
 *
 * Running totals show it. Without them it is the output, less reasoning whose text was not
 * streamed. If that is more than the text can hold, part of it was not streamed and the number is
 * unknown.
 */
export function streamedTokens(tokens: Tokens, stream: Stream): Streamed | undefined {
  const { output, reasoning = 0 } = tokens;
  const { chunks, firstRead, reasoningTokens, withheld } = stream;
  if (output === undefined || chunks === 0) return undefined;
  const bound = upperBound(stream, output);
  const later = runningTotals(stream).find((total) => total <= bound);
  if (later !== undefined) return { first: firstBeside(later, stream), later };
  const noReasoningText = reasoningTokens.length === 0;
  if (noReasoningText && withheld && reasoning === 0) return undefined;
  const carried = noReasoningText ? output - reasoning : output;
  if (carried < 1 || carried > bound) return undefined;
  const lumped = chunks < carried;
  const share = lumped ? (carried * firstRead.characters) / charactersOf(stream) : 0;
  const first = Math.min(carried, Math.max(firstRead.chunks, Math.round(share)));
  return { first, later: carried - first };
}

/**
 * Returns the tokens after the first read, from totals that grew with the content: up to the end,
 * and up to the last content.
 */
function runningTotals({ firstRead, counted, lastCounted }: Stream): readonly number[] {
  const firstTotal = firstRead.counted;
  if (firstTotal === undefined || firstTotal < 1 || counted === undefined || counted <= firstTotal)
    return [];
  return [Math.max(counted, lastCounted ?? 0) - firstTotal, counted - firstTotal];
}

/**
 * Estimates the tokens of the first read by its share of the text, because the first total may
 * include earlier reasoning.
 */
function firstBeside(later: number, stream: Stream): number {
  const { chunks, characters } = stream.firstRead;
  const rest = Math.max(1, charactersOf(stream) - characters);
  return Math.max(chunks, Math.round((later * characters) / rest));
}

function charactersOf({ text, reasoningTokens }: Stream): number {
  return [text, reasoningTokens].flat().reduce((sum, part) => sum + part.length, 0);
}

/** Returns a generous upper bound of the tokens in the text and the chunks. */
function upperBound({ chunks, text, reasoningTokens }: Stream, output: number): number {
  // If every token has a chunk there is no doubt, and the text is not measured.
  if (output <= chunks) return output;
  const { characters, words, tokens } = sizeOf([...text, ...reasoningTokens]);
  const bound = 1.75 * tokens + 4;
  const fine = characters <= TOKEN_CHARACTERS * chunks && words <= 1.2 * chunks;
  return fine ? Math.min(bound, 1.5 * chunks + 4) : bound;
}
