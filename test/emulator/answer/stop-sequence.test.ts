import { describe, expect, it } from 'vitest';
import { stopAt } from '../../../src/emulator/answer/stop-sequence.ts';

describe('a stop sequence', () => {
  it.each([
    ['a b c', ['b'], { text: 'a ', sequence: 'b' }],
    ['a b c', ['c', 'b'], { text: 'a ', sequence: 'b' }],
    ['a b c', ['d'], undefined],
    ['a b c', [], undefined],
    ['a b c', [''], undefined],
    ['b', ['b'], { text: '', sequence: 'b' }],
  ])('of "%s" among %j ends the text as %j', (text, sequences, stopped) => {
    expect(stopAt(text, sequences)).toEqual(stopped);
  });
});
