import { styleText } from 'node:util';
import type { Tone } from './verdict-label.ts';

/** An AnsiStyle writes text in a tone, or plainly where the terminal shows no colour. Either way the words are the same. */
export interface AnsiStyle {
  readonly tone: (tone: Tone, text: string) => string;
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
}

const COLOURS = {
  good: 'green',
  bad: 'red',
  unsure: 'yellow',
  absent: 'magenta',
  plain: 'reset',
} as const;

const PLAIN: AnsiStyle = {
  tone: (_tone, text) => text,
  strong: (text) => text,
  faint: (text) => text,
};

/** The caller has decided about colour (NO_COLOR, a pipe); styleText must not decide again. */
const COLOURED: AnsiStyle = {
  tone: (tone, text) => styleText(COLOURS[tone], text, { validateStream: false }),
  strong: (text) => styleText('bold', text, { validateStream: false }),
  faint: (text) => styleText('dim', text, { validateStream: false }),
};

export function createAnsiStyle(colour: boolean): AnsiStyle {
  return colour ? COLOURED : PLAIN;
}
