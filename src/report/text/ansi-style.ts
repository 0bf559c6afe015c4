import { styleText } from 'node:util';
import type { Tone } from './verdict-label.ts';

/**
 * Formats text in a tone with ANSI escapes, or unchanged without colour. The words are the same.
 */
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

/**
 * Always coloured: the caller has checked NO_COLOR and the terminal, and styleText must not check
 * again.
 */
const COLOURED: AnsiStyle = {
  tone: (tone, text) => styleText(COLOURS[tone], text, { validateStream: false }),
  strong: (text) => styleText('bold', text, { validateStream: false }),
  faint: (text) => styleText('dim', text, { validateStream: false }),
};

export function createAnsiStyle(colour: boolean): AnsiStyle {
  return colour ? COLOURED : PLAIN;
}
