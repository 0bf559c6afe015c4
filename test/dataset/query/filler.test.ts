import * as fc from 'fast-check';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';
import { createFiller, WORDS } from '../../../src/dataset/query/filler.ts';
import { countTokens as countEmulated } from '../../../src/emulator/prompt/tokenizer.ts';
import { createRandom } from '../../../src/random/random.ts';

describe('filler', () => {
  it('a filler consists of words that are one o200k token each, with and without leading space', () => {
    const longer = WORDS.filter((word) => countTokens(word) !== 1 || countTokens(` ${word}`) !== 1);
    expect(longer).toEqual([]);
  });

  it('a filler has exactly the requested tokens, by o200k and by the emulator alike', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 3000 }), (seed, tokens) => {
        const text = createFiller(createRandom(seed, 'order'))(tokens);
        expect(countTokens(text)).toBe(tokens);
        expect(countEmulated(text)).toBe(tokens);
      }),
      { numRuns: 50 },
    );
  });

  it('a filler generates another text each time, shorter and longer ones from one text', () => {
    const filler = createFiller(createRandom(1, 'order'));
    const texts = [5000, 60, 60, 60_000].map(filler);
    expect(texts.map((text) => countTokens(text))).toEqual([5000, 60, 60, 60_000]);
    expect(texts[1]).not.toBe(texts[2]);
  });
});
