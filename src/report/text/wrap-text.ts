/**
 * Wraps text to lines of at most `width` characters. A number stays on a line with its unit; a word
 * longer than a line is cut.
 */
export function wrapText(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of glued(text)
    .split(/[ \n\t]+/)
    .filter(Boolean)) {
    const fitting = word.length <= width ? word : `${word.slice(0, width - 1)}…`;
    if (line === '') line = fitting;
    else if (line.length + 1 + fitting.length <= width) line += ` ${fitting}`;
    else {
      lines.push(line);
      line = fitting;
    }
  }
  if (line !== '') lines.push(line);
  return lines.map((each) => each.replaceAll(NO_BREAK, ' '));
}

const NO_BREAK = '\u00A0';

function glued(text: string): string {
  return text
    .replace(/(\d) (?=(?:%|ms|s|min|h)(?!\w))/g, `$1${NO_BREAK}`)
    .replace(/\bn = (?=\d)/g, `n${NO_BREAK}=${NO_BREAK}`);
}
