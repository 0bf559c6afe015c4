/** Position and reason of a JSON syntax error. */
export interface JsonSyntaxError {
  /** Column from 1, in UTF-16 units as editors count them. */
  readonly column: number;
  /** Reason, without capital and full stop: `a comma or "}" is missing`. */
  readonly what: string;
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})/y;

/**
 * Locates the first syntax error of a text that JSON.parse refused (grammar: RFC 8259). JSON.parse
 * reports the position only for some errors, and its wording changes with each release of Node.
 */
export function locateJsonError(text: string): JsonSyntaxError {
  try {
    const end = skipSpace(text, value(text, skipSpace(text, 0)));
    return fault(text, end, 'the line goes on after the value ends');
  } catch (error) {
    if (error instanceof Fault) return { column: error.at + 1, what: error.message };
    throw error;
  }
}

class Fault extends Error {
  readonly at: number;
  constructor(at: number, what: string) {
    super(what);
    this.at = at;
  }
}

function fault(text: string, at: number, what: string): JsonSyntaxError {
  throw new Fault(at, at >= text.length ? `the line ends too early: ${what}` : what);
}

function skipSpace(text: string, at: number): number {
  let end = at;
  while (' \t\r\n'.includes(text[end] ?? '.')) end++;
  return end;
}

function value(text: string, at: number): number {
  if (text[at] === '{') return members(text, at, '}', member);
  if (text[at] === '[') return members(text, at, ']', value);
  if (text[at] === '"') return quoted(text, at);
  const end = match(NUMBER, text, at) ?? match(WORD, text, at);
  if (end === undefined) fault(text, at, 'a value is missing');
  return end ?? at;
}

/** Reads `[` or `{`, comma-separated items and the closing bracket; returns the index after it. */
function members(
  text: string,
  start: number,
  close: string,
  item: (text: string, at: number) => number,
): number {
  let at = skipSpace(text, start + 1);
  if (text[at] === close) return at + 1;
  for (;;) {
    at = skipSpace(text, item(text, at));
    if (text[at] === close) return at + 1;
    if (text[at] !== ',') fault(text, at, `a comma or "${close}" is missing`);
    at = skipSpace(text, at + 1);
  }
}

function member(text: string, at: number): number {
  if (text[at] !== '"') fault(text, at, 'a key in double quotes is missing');
  const colon = skipSpace(text, quoted(text, at));
  if (text[colon] !== ':') fault(text, colon, 'a ":" is missing');
  return value(text, skipSpace(text, colon + 1));
}

function quoted(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') {
    if (at >= text.length) fault(text, start, 'the text that begins here is never closed');
    if (text[at] === '\\') at = match(ESCAPE, text, at) ?? escapeFault(text, at);
    else if ((text[at] ?? '') < ' ') fault(text, at, 'a control character must be escaped');
    else at++;
  }
  return at + 1;
}

function escapeFault(text: string, at: number): never {
  throw new Fault(at, 'the backslash begins no known escape');
}

/** Returns the index after the match of a sticky pattern at `at`; undefined without a match. */
function match(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
