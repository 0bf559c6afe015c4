/**
 * How deep the JSON of a request may nest, objects and lists together. A reader that follows a value
 * by recursion is safe at this depth, and no API's requests come near it.
 */
export const NESTING_LIMIT = 200;

/** The JSON of a request body; undefined for what is no JSON, or nests deeper than the limit. */
export function parseRequestJson(text: string): unknown {
  if (nestsTooDeep(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function nestsTooDeep(text: string): boolean {
  return hasManyOpeners(text) && depthOf(text) > NESTING_LIMIT;
}

/** Whether the text has more openers than the limit: few requests do, and only those are measured. */
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
const OPENERS: ReadonlySet<number> = new Set([0x7b, 0x5b]);
const CLOSERS: ReadonlySet<number> = new Set([0x7d, 0x5d]);

/** The deepest nesting outside strings, up to the first that exceeds the limit. */
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
    else if (OPENERS.has(code)) deepest = Math.max(deepest, ++depth);
    else if (CLOSERS.has(code)) depth--;
  }
  return deepest;
}
