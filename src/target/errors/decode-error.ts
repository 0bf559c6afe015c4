import { NESTING_LIMIT, nestsTooDeep } from '../json/json-nesting.ts';
import type { RawError } from './classify-error.ts';
import { barrierOf, codeOf } from './unreachable.ts';

/**
 * A DecodeError is thrown by a decoder when a response, promised as a success, cannot be read on.
 *
 * `CorruptStream`: the bytes were damaged on the way. `CutStream`: they stopped inside an event.
 * `UnreadableAnswer`, `HtmlAnswer`: they came whole and are
 * not what the target's kind writes. `AnswerTooLarge`: they are more than is read.
 */
export class DecodeError extends Error {
  override readonly name:
    'CorruptStream' | 'CutStream' | 'UnreadableAnswer' | 'HtmlAnswer' | 'AnswerTooLarge';

  constructor(name: DecodeError['name'], message: string) {
    super(message);
    this.name = name;
  }
}

/** Parses JSON, or throws a DecodeError that shows the text's first 200 characters; of what nests too deep as well. */
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

/** What an error said, whoever threw it: a socket's code counts before its class. */
export function rawErrorOf(error: unknown): RawError {
  if (!(error instanceof Error)) return { name: '', message: String(error) };
  const code = codeOf(error);
  return { name: code, message: messageOf(error, code), barrier: barrierOf(error) };
}

/** Where a name has several addresses, each was tried, and only the parts have words. */
function messageOf(error: Error, code: string): string {
  if (error.message !== '') return error.message;
  if (!(error instanceof AggregateError)) return code;
  const parts = error.errors.map((part) => (part instanceof Error ? part.message : String(part)));
  return parts.length === 0 ? code : parts.join('; ');
}
