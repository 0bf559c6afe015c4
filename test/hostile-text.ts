/** Texts that a terminal or a CI would obey if they came through. */
export const HOSTILE: readonly (readonly [name: string, text: string])[] = [
  ['a GitHub command that stops commands', '::stop-commands::pause'],
  ['a GitHub error', '  ::error file=a.ts,line=1::gone'],
  ['a GitHub mask in capitals', '::ADD-MASK::pass'],
  ['a GitHub command behind a line break', 'so far\n::warning::no'],
  ['a GitHub command behind a carriage return', 'so far\r::error::no'],
  ['an old GitHub command', 'x ##[add-mask]pass'],
  ['an Azure command', 'x ##vso[task.setvariable variable=a]b'],
  ['an Azure format', '##[error]no'],
  ['a TeamCity command', "##teamcity[buildStatus status='SUCCESS']"],
  ['a GitLab section', 'section_start:1:a\r\u001B[0K'],
  ['a colour', '\u001B[31mred'],
  ['concealed text', '\u001B[8mhidden\u001B[0m'],
  ['a cleared screen', '\u001B[2J\u001B[H'],
  ['a window title', '\u001B]0;title\u0007'],
  ['a link', '\u001B]8;;http://evil.example\u001B\\click\u001B]8;;\u001B\\'],
  ['an eight-bit CSI', '\u009B31mred'],
  ['an eight-bit OSC', '\u009D0;title\u009C'],
  ['a backspace', 'fail\b\b\b\bpass'],
  ['a bidi override', '\u202Epass\u202C'],
  ['a bidi isolate', '\u2066a\u2069'],
  ['a line separator', 'a\u2028::error::b'],
  ['invisible characters', 'pa\u200B\u2060\uFEFFss'],
  ['hidden tags', 'a\u{E0041}b'],
  ['a lone surrogate', 'a\uD800b'],
];

const ORDERS = [
  /^\s*::[a-z-]+/im,
  /##\[/,
  /##vso\[/i,
  /##teamcity\[/i,
  /(?![\n\t])[\p{Cc}\p{Bidi_Control}\u200B\u2028\u2029\u2060\uFEFF\u{E0000}-\u{E007F}]/u,
];
/** Our own colours, which may stand where a terminal shows them. */
// oxlint-disable-next-line no-control-regex -- it is controls that are looked for
const OWN = /\u001B\[(?:[012]|22|3[12359])m/g;

/** Whether anything in a text is obeyed. */
export function isAlive(text: string): boolean {
  return ORDERS.some((order) => order.test(text.replace(OWN, '')));
}
