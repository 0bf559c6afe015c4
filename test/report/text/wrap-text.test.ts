import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wrapText } from '../../../src/report/text/wrap-text.ts';

describe('wrapped text', () => {
  it('has a number and its unit on one line', () => {
    expect(wrapText('it took 2.83 s', 13)).toEqual(['it took', '2.83 s']);
    expect(wrapText('against 1 %.', 10)).toEqual(['against', '1 %.']);
  });

  it('has words longer than a line cut', () => {
    expect(wrapText('abcdefghij', 5)).toEqual(['abcd…']);
  });

  it('has no line above the width and every word that fits', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,9}$/));
    fc.assert(
      fc.property(words, fc.integer({ min: 9, max: 40 }), (words, width) => {
        const lines = wrapText(words.join(' '), width);
        expect(lines.every((line) => line.length <= width)).toBe(true);
        expect(lines.join(' ')).toBe(words.join(' '));
      }),
    );
  });
});
