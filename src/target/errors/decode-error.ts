import { NESTING_LIMIT, nestsTooDeep } from '../json/json-nesting.ts';
import type { RawError } from './classify-error.ts';
import { barrierOf, codeOf } from './unreachable.ts';

/**
 * Thrown by a decoder when the body of a success cannot be decoded further.
 *
 * `CorruptStream`: the bytes were damaged on the way. `CutStream`: they stopped inside an event.
 * `UnreadableAnswer`, `HtmlAnswer`: they are complete but not what the target's kind sends.
 * `AnswerTooLarge`: they exceed a limit.
 */
export class DecodeError extends Error {
  override readonly name:
    'CorruptStream' | 'CutStream' | 'UnreadableAnswer' | 'HtmlAnswer' | 'AnswerTooLarge';

  constructor(name: DecodeError['name'], message: string) {
    super(message);
    this.name = name;
  }
}

/**
 * Parses JSON. Throws a DecodeError with the first 200 characters if it is invalid or nests too
 * deep.
 */
export function parseJson(text: string): unknown {
  if (nestsTooDeep(text)) {
    throw new DecodeError(
      'UnreadableAnswer',
      `The answer's JSON nests deeper than ${NESTING_LIMIT} levels: ${text.slice(0, 200)}`,
    );
  }
  try {
    return JSON.parse(text);
  } catch {
    const html = /^\s*</.test(text);
    throw new DecodeError(
      html ? 'HtmlAnswer' : 'UnreadableAnswer',
      `The answer is ${html ? 'HTML' : 'not JSON'}: ${text.slice(0, 200)}`,
    );
  }
}

/** Returns the name and message of any error; a socket's code counts before its class. */
export function rawErrorOf(error: unknown): RawError {
  if (!(error instanceof Error)) return { name: '', message: String(error) };
  const code = codeOf(error);
  return { name: code, message: messageOf(error, code), barrier: barrierOf(error) };
}

/**
 * Returns the message; if a name has several addresses, each was tried, and only the parts have
 * messages.
 */
function messageOf(error: Error, code: string): string {
  if (error.message !== '') return error.message;
  if (!(error instanceof AggregateError)) return code;
  const parts = error.errors.map((part) => (part instanceof Error ? part.message : String(part)));
  return parts.length === 0 ? code : parts.join('; ');
}
