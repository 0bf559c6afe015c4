import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sanitize, sanitizeLine } from '../../../src/report/text/sanitize.ts';

describe('sanitized text', () => {
  it.each([
    ['a plain sentence', 'a plain sentence'],
    ['two\r\nlines\rand three', 'two\nlines\nand three'],
    ['\u001B[31mred\u001B[0m', '�[31mred�[0m'],
    ['\u001B]0;title\u0007', '�]0;title�'],
    ['\u202Egnp.exe\u202C', '�gnp.exe�'],
    ['nul\u0000 and bell\u0007', 'nul� and bell�'],
    ['\u009B2J', '�2J'],
    ['zero\u200Bwidth', 'zero�width'],
    ['café, 漢字, 🎉', 'café, 漢字, 🎉'],
    ['a lone \uD83D surrogate', 'a lone � surrogate'],
  ])('of %j has no control characters or commands', (text, shown) => {
    expect(sanitize(text)).toBe(shown);
  });

  it('has no control character and no direction change', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(sanitize(text)).not.toMatch(/(?![\n\t])\p{Cc}|\p{Bidi_Control}/u);
      }),
    );
  });

  it('is reduced to one line and cut between characters', () => {
    expect(sanitizeLine('a\n  b\tc')).toBe('a b c');
    expect(sanitizeLine('🎉🎉🎉🎉', 3)).toBe('🎉🎉…');
  });
});
