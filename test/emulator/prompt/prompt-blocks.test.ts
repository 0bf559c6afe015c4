import { expect, it } from 'vitest';
import { promptBlocks } from '../../../src/emulator/prompt/prompt-blocks.ts';

function blocks(system: string, text: string): number[] {
  return promptBlocks({ system, messages: [{ role: 'user', text }] });
}

it('the blocks of two prompts agree for as many whole blocks as the prompts share at their start', () => {
  const rules = 'Answer from the passages alone. '.repeat(200);
  const one = blocks(rules, 'What is one? '.repeat(300));
  const two = blocks(rules, 'What is two? '.repeat(300));
  expect(one.length).toBe(Math.floor((6400 + 1 + 5 + 3900) / 2048));
  expect(one.slice(0, 3)).toEqual(two.slice(0, 3));
  expect(one[3]).not.toBe(two[3]);
  expect(one[4]).not.toBe(two[4]);
});

it('a short prompt has no blocks', () => {
  expect(blocks('', 'What?')).toEqual([]);
});
