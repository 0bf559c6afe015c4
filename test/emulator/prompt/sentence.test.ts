import { expect, it } from 'vitest';
import { splitSentences } from '../../../src/emulator/prompt/sentence.ts';

it.each([
  ['One. Two! Three?', ['One.', 'Two!', 'Three?']],
  ['It costs £6.99 a month. £5 is refunded.', ['It costs £6.99 a month.', '£5 is refunded.']],
  ['A heading\n- a point\n\n- another', ['A heading', '- a point', '- another']],
  ['He said "yes." Then he left.', ['He said "yes."', 'Then he left.']],
  ['', []],
])('the sentence splitter splits %j into %j', (text, sentences) => {
  expect(splitSentences(text)).toEqual(sentences);
});
