import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { scenarioFolder, start } from './command.ts';

const burners: ChildProcess[] = [];

afterEach(() => {
  for (const burner of burners.splice(0)) burner.kill('SIGKILL');
});

/** Binding to one processor is Linux's. */
function canPin(): boolean {
  if (process.platform !== 'linux') return false;
  try {
    execFileSync('taskset', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function pin(pid: number | undefined): void {
  execFileSync('taskset', ['--all-tasks', '--pid', '--cpu-list', '0', String(pid)], {
    stdio: 'ignore',
  });
}

async function firstSample(folder: string): Promise<void> {
  const reports = join(folder, 'reports');
  const isThere = (): boolean =>
    existsSync(reports) &&
    readdirSync(reports).some((id) => {
      const file = join(reports, id, 'samples.ndjson');
      return existsSync(file) && statSync(file).size > 0;
    });
  while (!isThere()) await sleep(50);
}

describe.skipIf(!canPin())(
  'a load generator beside a program that burns its processor (needs taskset)',
  () => {
    it('calls its own measurement invalid, and says what took the processor', async () => {
      const folder = await scenarioFolder({
        vus: undefined,
        iterations: undefined,
        scenarios: {
          steady: {
            executor: 'constant-arrival-rate',
            rate: 50,
            duration: '4s',
            preAllocatedVUs: 200,
          },
        },
      });
      const { child, ended } = start(folder, ['run', 'scenario.json', '--json', '--require-valid']);
      await firstSample(folder);
      const burner = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
      burners.push(burner);
      pin(burner.pid);
      pin(child.pid);
      setPriority(child.pid ?? 0, constants.priority.PRIORITY_LOW);
      await sleep(4000);
      burner.kill('SIGKILL');

      const { code, stdout } = await ended;
      const result: unknown = JSON.parse(stdout);
      expect(result).toMatchObject({ validity: 'invalid' });
      const { validityReasons } = result as { validityReasons: string[] };
      expect(validityReasons.join('\n')).toMatch(/Something else held the processor: .* of a core/);
      expect(code).toBe(98);
    }, 60_000);
  },
);
