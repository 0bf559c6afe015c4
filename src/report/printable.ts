/** C0 and C1 controls but line feed and tab, and everything that reorders or hides text (Unicode UAX #9, UTS #39). */
const CONTROL = /(?![\n\t])[\p{Cc}\p{Bidi_Control}\u200B\u2060\uFEFF\p{Cs}]/gu;

/**
 * A printable text is one that a terminal, a log or a page shows as it is written: escape sequences
 * and bidirectional overrides come out as `�`, so that text from a model cannot repaint a verdict.
 */
export function printable(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(CONTROL, '\uFFFD');
}

/** The same on one line, and no longer than `length` characters. */
export function printableLine(text: string, length = Number.POSITIVE_INFINITY): string {
  const line = Array.from(printable(text).replace(/\s+/g, ' ').trim());
  return line.length <= length ? line.join('') : `${line.slice(0, length - 1).join('')}…`;
}
