import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const PAGE = readFileSync(join(ROOT, 'docs/library.md'), 'utf8');
const run = promisify(execFile);

describe('the example of docs/library.md', () => {
  it('compiles under strict, runs, and writes nothing but what it prints', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'proofload-library-'));
    const [, example = ''] = /^```ts\n([\s\S]*?)^```/m.exec(PAGE) ?? [];
    await mkdir(join(folder, 'node_modules/@types'), { recursive: true });
    await symlink(ROOT, join(folder, 'node_modules/proofload'));
    await symlink(join(ROOT, 'node_modules/@types/node'), join(folder, 'node_modules/@types/node'));
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    await writeFile(join(folder, 'example.ts'), example);
    await writeFile(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          strict: true,
          target: 'es2023',
          module: 'nodenext',
          types: ['node'],
          skipLibCheck: true,
        },
      }),
    );
    const rows = Array.from({ length: 5 }, (_, n) => `q${n},Question ${n}?`);
    await writeFile(join(folder, 'questions.csv'), ['id,question', ...rows].join('\n'));
    await run(join(ROOT, 'node_modules/.bin/tsc'), ['-p', folder]);
    const before = await readdir(folder);
    const { stdout, stderr } = await run(process.execPath, ['example.js'], { cwd: folder });
    // Under a busy machine the run may call itself invalid; its count is the same.
    expect(stdout).toMatch(/^\S+ (valid|suspect|invalid) 20 \d+(\.\d+)?\n$/);
    expect(stderr).toMatch(/\d+ done, \d+ in flight/);
    expect(await readdir(folder)).toEqual(before);
  }, 60_000);
});
