import { describe, expect, it } from 'vitest';
import { contentWords, isFigure } from '../../../src/emulator/prompt/content-words.ts';

describe('content words', () => {
  it.each([
    ['Refunds are refunded', ['refund', 'refund']],
    ["You can't return the customer's shoes", ['return', 'customer', 'sho']],
    ['£1,250.50 within 14 days', ['1,250.50', 'within', '14', 'day']],
    ['policies and a policy', ['policy', 'policy']],
    ['stopping, stopped, stop', ['stop', 'stop', 'stop']],
    ['next-day delivery', ['next', 'day', 'delivery']],
  ])('the content words of %j are %j', (text, words) => {
    expect(contentWords(text)).toEqual(words);
  });

  it('isFigure is true for figures and false for words', () => {
    expect(contentWords('14 days').map(isFigure)).toEqual([true, false]);
  });
});
