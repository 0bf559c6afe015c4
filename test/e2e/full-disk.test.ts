import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Emulator, startEmulator } from '../../src/emulator/emulator.ts';
import { runInProcess } from '../run/run-in-process.ts';
import { MAIN, proofload, scenarioFolder } from './command.ts';

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator({ settings: { profiles: {}, quotas: {}, faults: [] }, seed: 1 });
});

afterAll(() => emulator.close());

const run = ['run', 'scenario.json', '--quiet'];

/** Whether this user may mount a file system of its own. */
const mayMount =
  spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' })
    .status === 0;

/** Runs with reports/ on a disk of 64 KiB, all of it in use, that nobody else sees. */
async function runOnFullDisk(folder: string, words: readonly string[]) {
  mkdirSync(join(folder, 'reports'));
  const script =
    'mount -t tmpfs -o size=64k tmpfs reports && ' +
    'head -c 64k /dev/zero > reports/full && exec "$0" "$@"';
  const shell = ['-m', 'bash', '-c', script, process.execPath, MAIN, ...run, ...words];
  // Not spawnSync: the emulator that is asked is in this process.
  const child = spawn('unshare', shell, { cwd: folder, timeout: 60_000, killSignal: 'SIGKILL' });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as (number | null)[];
  return { code, stderr };
}

describe('a run that cannot write its first file', () => {
  it.skipIf(!mayMount).each([['--workers', '1'] as const, ['--workers', '2'] as const])(
    'asks nothing where the disk is full, and says so: %s %s (needs the right to mount)',
    { timeout: 90_000 },
    async (...workers) => {
      const folder = await scenarioFolder({ endpoint: emulator.url });
      const { code, stderr } = await runOnFullDisk(folder, workers);
      expect(stderr).toMatch(/^proofload: The disk is full: reports\/.* could not be written\./m);
      expect(stderr).not.toContain('defect');
      expect(code).toBe(104);
      expect(emulator.log()).toEqual([]);
    },
  );

  it.skipIf(process.getuid?.() === 0)(
    'asks nothing where the folder is read-only, and says so (needs a user that is not root)',
    async () => {
      const folder = await scenarioFolder({ endpoint: emulator.url });
      mkdirSync(join(folder, 'reports'));
      chmodSync(join(folder, 'reports'), 0o500);
      const { code, stderr } = await proofload(folder, run);
      expect(stderr).toMatch(
        /^proofload: Permission is denied: reports\/.* could not be written\./m,
      );
      expect(code).toBe(104);
      expect(emulator.log()).toEqual([]);
    },
  );

  it('asks nothing where a file is in the way, and says so', async () => {
    const folder = await scenarioFolder({ endpoint: emulator.url });
    writeFileSync(join(folder, 'reports'), 'a file');
    const { code, stderr } = await proofload(folder, run);
    expect(stderr).toMatch(/^proofload: A file is in the way: reports\/.* could not be written\./m);
    expect(code).toBe(104);
    expect(emulator.log()).toEqual([]);
  });

  it('is told by the emulator’s log of a run that asks', async () => {
    const folder = await scenarioFolder({ endpoint: emulator.url });
    await runInProcess(folder);
    expect(emulator.log()).toHaveLength(12);
    expect(existsSync(join(folder, 'reports'))).toBe(true);
  });
});
