import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PAGE, redrawn, withoutShortcuts } from './architecture.ts';

describe('the picture in docs/architecture.md', () => {
  it('shows the folders of src/ and their imports as they are: npm run docs:architecture', () => {
    const page = readFileSync(PAGE, 'utf8');
    expect(page).toBe(redrawn(page));
  });

  it('leaves out an arrow that a longer way replaces', () => {
    const arrows = new Map([
      ['a', ['b', 'c', 'd']],
      ['b', ['c']],
      ['c', []],
      ['d', []],
    ]);
    expect(Object.fromEntries(withoutShortcuts(arrows))).toEqual({
      a: ['b', 'd'],
      b: ['c'],
      c: [],
      d: [],
    });
  });
});
