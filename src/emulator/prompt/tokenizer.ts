/**
 * Counts the emulator's tokens, about as large as those of models for English: a word of up to
 * eight letters with the space before it, up to three digits, or a short run of punctuation; about
 * 4.4 characters each.
 *
 * This is not the tokenizer of a real model. The emulator counts, streams and meters by it.
 */
export function countTokens(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at = tokenEnd(text, at)) count++;
  return count;
}

/** Splits a text into tokens, which join to exactly that text. */
export function splitTokens(text: string): string[] {
  const chunks: string[] = [];
  for (let at = 0; at < text.length;) {
    const end = tokenEnd(text, at);
    chunks.push(text.slice(at, end));
    at = end;
  }
  return chunks;
}

const SPACE = 0;
const LETTER = 1;
const DIGIT = 2;
const MARK = 3;
/** A kind with one token for each code point: ideographs, and code points above 16 bits. */
const SINGLE = 4;

const LONGEST_WORD = 8;
const WORD_PIECE = 5;
const LONGEST_RUN: Readonly<Record<number, number>> = { [SPACE]: 16, [DIGIT]: 3, [MARK]: 3 };

function tokenEnd(text: string, start: number): number {
  const leadingSpace =
    text.charCodeAt(start) === 32 &&
    start + 1 < text.length &&
    kindOf(text.charCodeAt(start + 1)) !== SPACE;
  const from = leadingSpace ? start + 1 : start;
  const kind = kindOf(text.charCodeAt(from));
  if (kind === SINGLE) return from + (isPair(text, from) ? 2 : 1);
  if (kind !== LETTER) return runEnd(text, from, kind, LONGEST_RUN[kind] ?? 1);
  const end = runEnd(text, from, LETTER, LONGEST_WORD + 1);
  return end - from > LONGEST_WORD ? from + WORD_PIECE : end;
}

function runEnd(text: string, from: number, kind: number, longest: number): number {
  let end = from + 1;
  while (end < text.length && end - from < longest && kindOf(text.charCodeAt(end)) === kind) end++;
  return end;
}

function kindOf(code: number): number {
  if ((code >= 97 && code <= 122) || (code >= 65 && code <= 90)) return LETTER;
  if (code === 32 || (code >= 9 && code <= 13) || code === 0xa0) return SPACE;
  if (code >= 48 && code <= 57) return DIGIT;
  if (code < 0xc0 || (code >= 0x2000 && code < 0x2e80)) return MARK;
  return code < 0x2000 ? LETTER : SINGLE;
}

function isPair(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code < 0xd800 || code > 0xdbff) return false;
  const next = text.charCodeAt(at + 1);
  return next >= 0xdc00 && next <= 0xdfff;
}
