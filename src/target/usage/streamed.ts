import type { Streamed, Tokens } from '../../sample/sample.ts';
import { sizeOf } from './text-size.ts';

/** A Stream is what a response's content chunks were, beside its counts. */
export interface Stream {
  readonly chunks: number;
  readonly firstRead: {
    readonly chunks: number;
    readonly characters: number;
    /** The output count that came with its content, in a running total. */
    readonly counted?: number | undefined;
  };
  /** The output count that came with content of a later read, and the last of all. */
  readonly counted?: number | undefined;
  readonly lastCounted?: number | undefined;
  readonly text: readonly string[];
  readonly reasoningTokens: readonly string[];
  /** It thought, and kept back what. */
  readonly withheld: boolean;
}

/** A chunk of this many characters, or fewer, and of one word is about a token. */
const FINE = 8;

/**
 * How many output tokens a stream carried; undefined where nobody can tell.
 *
 * Running totals tell it. Else it is the output, less the reasoning of which no text was streamed.
 * More than the text could hold was not streamed, whatever it was: then it cannot be told.
 */
export function streamedTokens(tokens: Tokens, stream: Stream): Streamed | undefined {
  const { output, reasoning = 0 } = tokens;
  const { chunks, firstRead, reasoningTokens, withheld } = stream;
  if (output === undefined || chunks === 0) return undefined;
  const room = roomOf(stream, output);
  const later = runningTotals(stream).find((total) => total <= room);
  if (later !== undefined) return { first: firstBeside(later, stream), later };
  const silent = reasoningTokens.length === 0;
  if (silent && withheld && reasoning === 0) return undefined;
  const carried = silent ? output - reasoning : output;
  if (carried < 1 || carried > room) return undefined;
  const lumped = chunks < carried;
  const share = lumped ? (carried * firstRead.characters) / charactersOf(stream) : 0;
  const first = Math.min(carried, Math.max(firstRead.chunks, Math.round(share)));
  return { first, later: carried - first };
}

/** What came after the first read, by totals that grew while content came: to the end, to the last content. */
function runningTotals({ firstRead, counted, lastCounted }: Stream): readonly number[] {
  const begun = firstRead.counted;
  if (begun === undefined || begun < 1 || counted === undefined || counted <= begun) return [];
  return [Math.max(counted, lastCounted ?? 0) - begun, counted - begun];
}

/** The first total may hold thinking from before, so that the first read's tokens go by its share. */
function firstBeside(later: number, stream: Stream): number {
  const { chunks, characters } = stream.firstRead;
  const rest = Math.max(1, charactersOf(stream) - characters);
  return Math.max(chunks, Math.round((later * characters) / rest));
}

function charactersOf({ text, reasoningTokens }: Stream): number {
  return [text, reasoningTokens].flat().reduce((sum, part) => sum + part.length, 0);
}

/** The most tokens that so much text in so many chunks is likely to be, generously. */
function roomOf({ chunks, text, reasoningTokens }: Stream, output: number): number {
  // Where every token has a chunk there is nothing to doubt, and no text to be measured.
  if (output <= chunks) return output;
  const { characters, words, tokens } = sizeOf([...text, ...reasoningTokens]);
  const room = 1.75 * tokens + 4;
  const fine = characters <= FINE * chunks && words <= 1.2 * chunks;
  return fine ? Math.min(room, 1.5 * chunks + 4) : room;
}
