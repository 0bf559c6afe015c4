import { mkdirSync, mkdtempSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { staleOutputs } from '../e2e/stale-outputs.ts';

describe('the check for a stale dist/', () => {
  let src: string;
  let dist: string;

  beforeEach(() => {
    const folder = mkdtempSync(join(tmpdir(), 'proofload-stale-'));
    src = join(folder, 'src');
    dist = join(folder, 'dist');
    write(src, 'cli/main.ts', 100);
    write(src, 'part.tsx', 100);
    write(dist, 'cli/main.js', 200);
    write(dist, 'part.js', 100);
  });

  it('finds nothing where every output is as new as its source', () => {
    expect(staleOutputs(src, dist)).toEqual([]);
  });

  it('names a source that was changed after it was compiled', () => {
    write(src, 'cli/main.ts', 300);
    expect(staleOutputs(src, dist)).toEqual(['cli/main.ts']);
  });

  it('names a source that was never compiled', () => {
    write(src, 'added.ts', 50);
    expect(staleOutputs(src, dist)).toEqual(['added.ts']);
  });

  it('names every source where there is no dist/ at all', () => {
    expect(staleOutputs(src, join(dist, 'missing'))).toEqual(['cli/main.ts', 'part.tsx']);
  });
});

/** Writes a file that was last changed so many seconds after the epoch. */
function write(folder: string, name: string, seconds: number): void {
  const file = join(folder, name);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, '');
  utimesSync(file, seconds, seconds);
}
