import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

/** The folders of src/ from roof to cellar; imports run downwards only. */
const HOUSE = [
  'cli',
  'report',
  'runner',
  'verdict',
  'judge',
  'plan',
  'store',
  'emulator',
  'metrics',
  'cost',
  'statistics',
  'target',
  'schedule',
  'serving',
  'dataset',
  'sample',
  'scenario',
];

const ROOT = resolve(import.meta.dirname, '../src');

const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' }).filter((file) =>
  /\.tsx?$/.test(file),
);

function floor(file: string): number {
  return HOUSE.indexOf(file.split('/')[0] ?? '');
}

function imports(file: string): string[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return [...text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map(([, path = '']) =>
    relative(ROOT, resolve(ROOT, dirname(file), path)),
  );
}

/** The first circle of imports that a walk comes upon, as the way round; types count too. */
function circle(): readonly string[] {
  const done = new Set<string>();
  const walk = (file: string, way: readonly string[]): readonly string[] => {
    const met = way.indexOf(file);
    if (met !== -1) return [...way.slice(met), file];
    if (done.has(file)) return [];
    done.add(file);
    for (const target of imports(file)) {
      const found = walk(target, [...way, file]);
      if (found.length > 0) return found;
    }
    return [];
  };
  return files.map((file) => walk(file, [])).find((found) => found.length > 0) ?? [];
}

describe('the house', () => {
  it('has only the folders of the plan', () => {
    const strangers = files.filter((file) => file.includes('/') && floor(file) === -1);
    expect(strangers).toEqual([]);
  });

  it('lets no folder import one above it', () => {
    const upward = files
      .filter((file) => file.includes('/'))
      .flatMap((file) => imports(file).map((target) => ({ file, target })))
      .filter(({ file, target }) => floor(target) < floor(file))
      .map(({ file, target }) => `${file} -> ${target}`);
    expect(upward).toEqual([]);
  });

  it('has no circle of files that import one another', () => {
    expect(circle()).toEqual([]);
  });

  it('names no file for a role instead of a noun', () => {
    const roles = /(^|\/)(utils?|helpers?|types|constants|common|misc|manager)\.tsx?$/;
    expect(files.filter((file) => roles.test(file))).toEqual([]);
  });
});
