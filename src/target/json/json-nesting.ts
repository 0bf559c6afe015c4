/**
 * Maximum nesting of JSON from a network, objects and lists together. Recursion is safe at this
 * depth, and no API's requests or answers come near it.
 */
export const NESTING_LIMIT = 200;

/**
 * Returns whether JSON text nests deeper than the limit; the result means nothing for other text.
 */
export function nestsTooDeep(text: string): boolean {
  return hasManyOpeners(text) && depthOf(text) > NESTING_LIMIT;
}

/**
 * Returns whether the text has more openers than the limit; few texts do, and only those are
 * measured.
 */
function hasManyOpeners(text: string): boolean {
  let left = NESTING_LIMIT;
  for (const opener of ['{', '[']) {
    for (let at = text.indexOf(opener); at >= 0; at = text.indexOf(opener, at + 1)) {
      if (left-- === 0) return true;
    }
  }
  return false;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACE = 0x7d;
const CLOSE_BRACKET = 0x5d;

/** Returns the deepest nesting outside strings; stops at the first that exceeds the limit. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let at = 0; at < text.length && deepest <= NESTING_LIMIT; at++) {
    const code = text.charCodeAt(at);
    if (quoted) {
      if (code === BACKSLASH) at++;
      else if (code === QUOTE) quoted = false;
    } else if (code === QUOTE) quoted = true;
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) depth -= 1;
  }
  return deepest;
}
