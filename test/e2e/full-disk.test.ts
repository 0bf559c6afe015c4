import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAIN, proofload, scenarioFolder, start } from './command.ts';

let emulator: ReturnType<typeof start>;
let url: string;

beforeAll(async () => {
  const folder = await scenarioFolder({});
  emulator = start(folder, ['emulate', '--port', '0', '--json']);
  const [line] = (await once(emulator.child.stdout ?? emulator.child, 'data')) as [Buffer];
  ({ url } = JSON.parse(line.toString()) as { url: string });
}, 60_000);

afterAll(async () => {
  emulator.child.kill('SIGTERM');
  await emulator.ended;
});

/** Every request that the emulator has served. */
async function served(): Promise<string> {
  return (await fetch(`${url}/_proofload/log`)).text();
}

const run = ['run', 'scenario.json', '--quiet'];

/** Whether this user may mount a file system of its own. */
const mayMount =
  spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' })
    .status === 0;

/** Runs with reports/ on a disk of 64 KiB, all of it in use, that nobody else sees. */
function runOnFullDisk(folder: string, words: readonly string[]) {
  mkdirSync(join(folder, 'reports'));
  const script =
    'mount -t tmpfs -o size=64k tmpfs reports && ' +
    'head -c 64k /dev/zero > reports/full && exec "$0" "$@"';
  const shell = ['-m', 'bash', '-c', script, process.execPath, MAIN, ...run, ...words];
  const { status, stderr } = spawnSync('unshare', shell, {
    cwd: folder,
    encoding: 'utf8',
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
  return { code: status, stderr };
}

describe('a run that cannot write its first file', () => {
  it.skipIf(!mayMount).each([['--workers', '1'] as const, ['--workers', '2'] as const])(
    'asks nothing where the disk is full, and says so: %s %s (needs the right to mount)',
    { timeout: 90_000 },
    async (...workers) => {
      const folder = await scenarioFolder({ endpoint: url });
      const { code, stderr } = runOnFullDisk(folder, workers);
      expect(stderr).toMatch(/^proofload: The disk is full: reports\/.* could not be written\./m);
      expect(stderr).not.toContain('defect');
      expect(code).toBe(104);
      expect(await served()).toBe('');
    },
  );

  it.skipIf(process.getuid?.() === 0)(
    'asks nothing where the folder is read-only, and says so (needs a user that is not root)',
    async () => {
      const folder = await scenarioFolder({ endpoint: url });
      mkdirSync(join(folder, 'reports'));
      chmodSync(join(folder, 'reports'), 0o500);
      const { code, stderr } = await proofload(folder, run);
      expect(stderr).toMatch(
        /^proofload: Permission is denied: reports\/.* could not be written\./m,
      );
      expect(code).toBe(104);
      expect(await served()).toBe('');
    },
  );

  it('asks nothing where a file is in the way, and says so', async () => {
    const folder = await scenarioFolder({ endpoint: url });
    writeFileSync(join(folder, 'reports'), 'a file');
    const { code, stderr } = await proofload(folder, run);
    expect(stderr).toMatch(/^proofload: A file is in the way: reports\/.* could not be written\./m);
    expect(code).toBe(104);
    expect(await served()).toBe('');
  });

  it('is told by the emulator’s log of a run that asks', async () => {
    const folder = await scenarioFolder({ endpoint: url });
    await proofload(folder, run);
    expect((await served()).trim().split('\n')).toHaveLength(12);
    expect(existsSync(join(folder, 'reports'))).toBe(true);
  });
});
