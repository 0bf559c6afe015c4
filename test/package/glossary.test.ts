import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './packed-files.ts';

const rows = [
  ...readFileSync(join(ROOT, 'docs/glossary.md'), 'utf8').matchAll(
    /^\| +(\w+) +\| `(\w+)` +\| `(src\/[^`]+)` +\|$/gm,
  ),
].map(([, old = '', now = '', file = '']) => ({ old, now, file }));

describe('the glossary’s old words', () => {
  it('lead to exports of the files it names', () => {
    expect(rows.length).toBeGreaterThan(40);
    const lost = rows.filter(({ now, file }) => {
      const exported = new RegExp(`^export (?:\\w+ )*${now}\\b`, 'm');
      return !exported.test(readFileSync(join(ROOT, file), 'utf8'));
    });
    expect(lost).toEqual([]);
  });
});
