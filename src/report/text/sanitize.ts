/** C0 and C1 controls but line feed and tab, and everything that reorders or hides text (Unicode UAX #9, UTS #39). */
const CONTROL =
  /(?![\n\t])[\p{Cc}\p{Bidi_Control}\p{Cs}\u180E\u200B\u2028\u2029\u2060-\u2064\uFEFF\u{E0000}-\u{E007F}]/gu;

/**
 * Commands that a CI obeys wherever they stand in a line of its log: Azure Pipelines' `##vso[` and
 * `##[`, which GitHub knows too (actions/runner, ActionCommand.cs), and TeamCity's.
 */
const COMMAND = /##(?=\[|vso\[|teamcity\[)/gi;

/** GitHub's `::error::`, obeyed at the start of a line behind any white space. */
// oxlint-disable-next-line no-control-regex -- colours before it do not hide it
const LINE_COMMAND = /^((?:\s|\u001B\[\d+m)*):(?=:[a-z_-])/gim;

/**
 * A printable text is one that a terminal, a log or a page shows as it is written: escape sequences
 * and bidirectional overrides come out as `�`, and commands to a CI with a space in them, so that text
 * from a model cannot repaint a verdict.
 */
export function sanitize(text: string): string {
  return inert(plain(text));
}

/** The same on one line, and no longer than `length` characters. */
export function sanitizeLine(text: string, length = Number.POSITIVE_INFINITY): string {
  const line = Array.from(sanitize(text).replace(/\s+/g, ' ').trim());
  return line.length <= length ? line.join('') : `${line.slice(0, length - 1).join('')}…`;
}

/** What `createAnsiStyle` writes. */
// oxlint-disable-next-line no-control-regex -- it is controls that are looked for
const INK = /(\u001B\[(?:[012]|22|3[12359])m)/;

/** What wipes the line of progress before it is written anew. */
const WIPE = '\r\u001B[2K';

/** What of our own a terminal may be told: neither where the output is no terminal. */
export interface Abilities {
  readonly colour: boolean;
  readonly wipe: boolean;
}

/** A whole output as it goes to a terminal or a log. */
export function terminalText(text: string, { colour, wipe }: Abilities): string {
  const start = wipe && text.startsWith(WIPE) ? WIPE : '';
  const rest = text.slice(start.length);
  if (!colour) return start + sanitize(rest);
  const pieces = rest.split(INK).map((piece, index) => (index % 2 === 1 ? piece : plain(piece)));
  return start + inert(pieces.join(''));
}

function plain(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(CONTROL, '\uFFFD');
}

function inert(text: string): string {
  return text.replace(COMMAND, '# #').replace(LINE_COMMAND, '$1: ');
}

/** JSON whose texts are what they were and which nobody obeys: what is not printable is escaped. */
export function printableJson(json: string): string {
  return json.replace(CONTROL, escaped).replace(COMMAND, `#${escaped('#')}`);
}

function escaped(character: string): string {
  return Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('');
}
