import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runOnEmulator } from '../run/run-in-process.ts';
import { MAIN, scenarioFolder } from './command.ts';
import { expectCode } from './expect-code.ts';
import { runDirectory } from './run-processes.ts';

/** Runs a line of the shell, in which "$@" is the command line. */
function shell(line: string, folder = '/') {
  const words = ['-o', 'pipefail', '-c', line, 'bash', process.execPath, MAIN];
  const { status, stdout, stderr } = spawnSync('bash', words, { cwd: folder, encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('the command line whose reader has gone', () => {
  it.each(['schema | head -1', 'schema | true', 'emulate --help | head -1'])(
    'is quiet and succeeds: %s',
    (words) => {
      expect(shell(`"$@" ${words}`)).toMatchObject({ status: 0, stderr: '' });
    },
  );

  it('is quiet when it makes reports again', async () => {
    const { path } = await runOnEmulator(await scenarioFolder({}));
    expect(shell(`"$@" report ${path} | head -1`)).toMatchObject({ status: 0, stderr: '' });
    expect(shell(`"$@" report ${path} --json | true`)).toMatchObject({ status: 0, stderr: '' });
  });

  it.each([
    ['whose reader has gone', '2> >(exit)'],
    ['closed', '2>&-'],
  ])('runs to its report when standard error is %s', async (_, redirection) => {
    const folder = await scenarioFolder({ vus: 1, iterations: 3 });
    // More workers than users are warned of there.
    const line = `"$@" run scenario.json --workers 2 --json ${redirection}`;
    const { status, stdout } = shell(line, folder);
    expectCode(status, 0);
    expect(JSON.parse(stdout)).toMatchObject({ targets: [{ outcomes: { ok: 3 } }] });
    expect(readFileSync(join(runDirectory(folder), 'report.html'), 'utf8')).toContain('</html>');
  });
});
