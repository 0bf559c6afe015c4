import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = join(import.meta.dirname, '../../src');

/** The packages that a file imports at once, with all that it imports in turn. */
function packagesOf(file: string, seen = new Set<string>()): ReadonlySet<string> {
  const found = new Set<string>();
  if (seen.has(file)) return found;
  seen.add(file);
  const text = readFileSync(file, 'utf8');
  for (const [, path = ''] of text.matchAll(/^import (?!type )[^;]*?from '([^']+)';/gm)) {
    if (!path.startsWith('.')) found.add(path);
    else for (const each of packagesOf(join(dirname(file), path), seen)) found.add(each);
  }
  return found;
}

describe('the start of the command line', () => {
  it('loads no package but commander, so that it can say when files are too few to load more', () => {
    const packages = [...packagesOf(join(SRC, 'cli/main.ts'))];
    expect(packages.filter((name) => !name.startsWith('node:'))).toEqual(['commander']);
  });
});
