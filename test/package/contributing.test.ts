import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from './packed-files.ts';

const run = promisify(execFile);

/** The files of a walk in CONTRIBUTING.md: where it starts, those the compiler names, and the rest. */
function walk(title: string): { start: string; named: string[]; all: string[] } {
  const page = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8');
  const [, section = ''] = page.split(`### ${title}\n`);
  const rows = [
    ...(section.split('\n### ')[0] ?? '').matchAll(/^\| `([^`]+)` *\|[^|]*\| *([^| ]*)/gm),
  ];
  const of = (mark: string) => rows.filter((row) => row[2] === mark).map((row) => row[1] ?? '');
  return { start: of('start')[0] ?? '', named: of('✓'), all: rows.map((row) => row[1] ?? '') };
}

let copy = '';

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'proofload-walk-'));
  for (const name of ['src', 'package.json', 'tsconfig.json', 'tsconfig.build.json']) {
    cpSync(join(ROOT, name), join(copy, name), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** The files that the compiler names once `text` stands before `anchor` in a file. */
async function namedBy(file: string, anchor: string, text: string): Promise<string[]> {
  const path = join(copy, file);
  const before = readFileSync(path, 'utf8');
  expect(before).toContain(anchor);
  writeFileSync(path, before.replace(anchor, `${text}\n${anchor}`));
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const words = [tsc, '-p', 'tsconfig.build.json', '--noEmit', '--pretty', 'false'];
  const output = await run(process.execPath, words, { cwd: copy }).catch(
    (error: unknown) => error as { stdout: string },
  );
  writeFileSync(path, before);
  return [
    ...new Set([...output.stdout.matchAll(/^(src\/[^(]+)\(/gm)].map(([, name = '']) => name)),
  ];
}

describe('the walks of CONTRIBUTING.md', () => {
  it.each(['A kind of target', 'A metric', 'An executor'])('name files that exist: %s', (title) => {
    const { all } = walk(title);
    expect(all.length).toBeGreaterThan(1);
    expect(all.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  it('lead from a new kind of target to the files that the compiler names', async () => {
    const { start, named } = walk('A kind of target');
    const kind =
      "strictObject({ kind: z.literal('ollama'), ...base, url: z.url(), model: z.string(), stream, headers }),";
    const anchor = 'openai, anthropic] as const;';
    expect((await namedBy(start, anchor, kind)).sort()).toEqual(named.sort());
  }, 60_000);

  it('lead from a new executor to the files that the compiler names', async () => {
    const { start, named } = walk('An executor');
    const executor =
      "strictObject({ executor: z.literal('square-wave'), ...closedLoop, duration: length }),";
    const anchor = "strictObject({\n    executor: executor('constant-vus')";
    expect((await namedBy(start, anchor, executor)).sort()).toEqual(named.sort());
  }, 60_000);
});
