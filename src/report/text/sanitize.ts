/**
 * C0 and C1 controls except line feed and tab, and characters that reorder or hide text (Unicode
 * UAX #9, UTS #39).
 */
const CONTROL =
  /(?![\n\t])[\p{Cc}\p{Bidi_Control}\p{Cs}\u180E\u200B\u2028\u2029\u2060-\u2064\uFEFF\u{E0000}-\u{E007F}]/gu;

/**
 * CI commands that take effect anywhere in a line of a log: `##vso[` and `##[` of Azure Pipelines,
 * which GitHub accepts too (actions/runner, ActionCommand.cs), and TeamCity's.
 */
const COMMAND = /##(?=\[|vso\[|teamcity\[)/gi;

/**
 * GitHub's `::error::` commands, which take effect at the start of a line, after any white space.
 */
// oxlint-disable-next-line no-control-regex -- colours before it do not hide it
const LINE_COMMAND = /^((?:\s|\u001B\[\d+m)*):(?=:[a-z_-])/gim;

/**
 * Makes text safe for a terminal, a log or a page: control characters and bidirectional overrides
 * become `�`, and a space breaks CI commands, so that text from a model cannot change the display.
 */
export function sanitize(text: string): string {
  return inert(plain(text));
}

/** Sanitizes text, and reduces it to one line of at most `length` characters. */
export function sanitizeLine(text: string, length = Number.POSITIVE_INFINITY): string {
  const line = Array.from(sanitize(text).replace(/\s+/g, ' ').trim());
  return line.length <= length ? line.join('') : `${line.slice(0, length - 1).join('')}…`;
}

/** Colour escapes that `createAnsiStyle` writes. */
// oxlint-disable-next-line no-control-regex -- it is controls that are looked for
const INK = /(\u001B\[(?:[012]|22|3[12359])m)/;

/** Escape that clears the progress line before it is rewritten. */
const WIPE = '\r\u001B[2K';

/** Which of proofload's own escapes may be written; none if the output is no terminal. */
export interface Abilities {
  readonly colour: boolean;
  readonly wipe: boolean;
}

/** Sanitizes a whole output for a terminal or a log. */
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

/** Escapes unprintable characters and CI commands in JSON, without changing its values. */
export function printableJson(json: string): string {
  return json.replace(CONTROL, escaped).replace(COMMAND, `#${escaped('#')}`);
}

function escaped(character: string): string {
  return Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('');
}
