import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { packedFiles } from '../package/packed-files.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);

/** The scenario that README.md shows first. */
const SCENARIO =
  /^```ts\n(import \{ defineScenario \}[\s\S]*?)^```/m.exec(
    readFileSync(join(ROOT, 'README.md'), 'utf8'),
  )?.[1] ?? '';

const COMPILERS = ['typescript', 'typescript5'];

/** What stands in the way of an installation, as a sentence; undefined where nothing does. */
const missing = await run('npm', ['view', 'typescript', 'version'], { timeout: 30_000 }).then(
  () => undefined,
  () => 'Skipped: no npm registry can be reached to install the package from its tarball.',
);
if (missing !== undefined) console.warn(missing);

/** An empty project that installed the tarball and both compilers. */
async function consumer(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'proofload-consumer-'));
  // Without its scripts: `prepare` would build dist/ under the tests that run it.
  await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: ROOT });
  const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as {
    readonly version: string;
  };
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({
      name: 'consumer',
      private: true,
      type: 'module',
      dependencies: { proofload: `file:proofload-${version}.tgz` },
      devDependencies: { typescript: '^7.0.2', typescript5: 'npm:typescript@~5.9.3' },
    }),
  );
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'];
  await run('npm', ['install', ...quiet], { cwd: folder });
  await writeFile(join(folder, 'scenario.ts'), SCENARIO);
  await writeFile(join(folder, 'typo.ts'), SCENARIO.replace("model: '", "modle: '"));
  return folder;
}

describe('the package, installed from its tarball into an empty project', () => {
  let folder = '';

  beforeAll(async () => {
    if (missing === undefined) folder = await consumer();
  }, 180_000);

  // Libraries are checked too: what compiles so compiles with skipLibCheck.
  it.for(COMPILERS)(
    'compiles README.md’s scenario with %s, and names a misspelled member',
    { timeout: 120_000 },
    async (compiler, { skip }) => {
      skip(missing !== undefined, missing);
      expect(SCENARIO).toContain('defineScenario({');
      const tsc = join('node_modules', compiler, 'bin/tsc');
      const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2023'];
      const words = [tsc, ...options, '--skipLibCheck', 'false', 'scenario.ts', 'typo.ts'];
      const told = await run(process.execPath, words, { cwd: folder }).then(
        ({ stdout }) => stdout,
        (error: unknown) => String((error as { stdout?: unknown }).stdout ?? error),
      );
      // What belongs to an error before it is indented.
      const errors = told.split('\n').filter((line) => /^\S/.test(line));
      expect(errors).toEqual([
        expect.stringMatching(/^typo\.ts\(\d+,\d+\): error TS\d+: .*'modle' does not exist/),
      ]);
    },
  );

  it('prints the schema of a scenario through npx', { timeout: 60_000 }, async ({ skip }) => {
    skip(missing !== undefined, missing);
    const { stdout } = await run('npx', ['--no', 'proofload', 'schema'], {
      cwd: folder,
      maxBuffer: 1e8,
    });
    const file = join(folder, 'node_modules/proofload/dist/scenario.schema.json');
    expect(JSON.parse(stdout)).toEqual(JSON.parse(await readFile(file, 'utf8')));
  });

  it('ends without a word of a closed pipe where its reader is head', async ({ skip }) => {
    skip(missing !== undefined, missing);
    const { stdout, stderr } = await run('bash', ['-c', 'npx --no proofload schema | head -1'], {
      cwd: folder,
    });
    expect({ stdout, stderr }).toEqual({ stdout: '{\n', stderr: '' });
  });
});

describe('the tarball', () => {
  const files = packedFiles();

  it('has the entrances that package.json names', () => {
    expect(files).toEqual(
      expect.arrayContaining([
        'dist/cli/main.js',
        'dist/index.js',
        'dist/index.d.ts',
        'dist/scenario.schema.json',
        'README.md',
        'CHANGELOG.md',
        'LICENSE',
      ]),
    );
  });

  it('has no source map, for it has no source', async () => {
    expect(files.filter((file) => /\.map$|^src\/|(?<!\.d)\.tsx?$/.test(file))).toEqual([
      'scenarios/customer-support.ts',
      'scenarios/smoke.ts',
    ]);
    const scripts = files.filter((file) => file.endsWith('.js'));
    const texts = await Promise.all(
      scripts.map(async (file) => ({ file, text: await readFile(join(ROOT, file), 'utf8') })),
    );
    expect(texts.filter(({ text }) => text.includes('\n//# sourceMappingURL=')).length).toBe(0);
  });
});
