import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countTokens, splitTokens } from '../../../src/emulator/prompt/tokenizer.ts';

describe('tokens', () => {
  it('tokens join to the text they were split from', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.lorem()), (text) => {
        expect(splitTokens(text).join('')).toBe(text);
      }),
    );
  });

  it('the token count equals the number of tokens of a split', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(countTokens(text)).toBe(splitTokens(text).length);
      }),
    );
  });

  it('tokens never cut a character in two', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        for (const chunk of splitTokens(text)) expect(Buffer.from(chunk).toString()).toBe(chunk);
      }),
    );
  });

  it.each([
    ['', []],
    ['Refunds are paid.', ['Refunds', ' are', ' paid', '.']],
    ['internationally', ['inter', 'natio', 'nally']],
    ['£1,250.50', ['£', '1', ',', '250', '.', '50']],
    ['a  b', ['a', '  ', 'b']],
    ['水😀', ['水', '😀']],
  ])('the tokenizer splits %j into %j', (text, chunks) => {
    expect(splitTokens(text)).toEqual(chunks);
  });

  it('tokens of English have about four and a half characters', () => {
    const text =
      'The first 30 days of a pass are free for new customers. You may cancel the pass at any time under Account; a yearly pass is refunded for each full month that is left.';
    const perToken = text.length / countTokens(text);
    expect(perToken).toBeGreaterThan(3.8);
    expect(perToken).toBeLessThan(5);
  });
});
