import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { MAIN, scenarioFolder, start } from './command.ts';

/** Whether programs can be pinned to a processor here (Linux, util-linux). */
function canPin(): boolean {
  try {
    execFileSync('taskset', ['-c', '0', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Pinned to the first processor, all of them. */
function pinned(words: readonly string[], folder: string): ChildProcess {
  return spawn('taskset', ['-c', '0', process.execPath, ...words], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, CI: 'true' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** Burns a processor for a minute at most, should nobody end it. */
const BURN = 'const end = Date.now() + 60_000; while (Date.now() < end);';

describe('a run on a processor that others burn', () => {
  it.skipIf(!canPin())(
    'is invalid, because something else held the processor (needs taskset)',
    async () => {
      const folder = await scenarioFolder({ vus: 300, iterations: undefined, duration: '3s' });
      const emulator = start(folder, ['emulate', '--port', '0', '--json']);
      const burners: ChildProcess[] = [];
      try {
        const [line]: unknown[] = await once(emulator.child.stdout ?? emulator.child, 'data');
        const { url } = JSON.parse(String(line)) as { url: string };
        for (let n = 0; n < 5; n++) burners.push(pinned(['-e', BURN], folder));
        const words = [MAIN, 'run', 'scenario.json', '--endpoint', url, '--json', '--quiet'];
        const run = pinned([...words, '--require-valid'], folder);
        let stdout = '';
        run.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
        const [code]: unknown[] = await once(run, 'close');
        const result = JSON.parse(stdout) as { validity: string; validityReasons: string[] };
        expect(result.validity).toBe('invalid');
        expect(result.validityReasons.join(' ')).toContain('Something else held the processor');
        expect(code).toBe(98);
      } finally {
        for (const burner of burners) burner.kill('SIGKILL');
        emulator.child.kill();
        await emulator.ended;
      }
    },
    60_000,
  );
});
