import { expect, it } from 'vitest';
import type { RunResult } from '../../src/report/result/result.ts';
import { documentedTargets, targetsFolder } from '../run/documented-targets.ts';
import { proofload } from './command.ts';
import { expectCode } from './expect-code.ts';

it('proofload run has an answer of every target that README.md shows, as it stands there', async () => {
  const targets = await documentedTargets('README.md', undefined);
  expect(Object.keys(targets).length).toBeGreaterThanOrEqual(11);
  const folder = await targetsFolder(targets);
  const { code, stdout, stderr } = await proofload(folder, ['run', 'scenario.json', '--json']);
  expect(stdout, stderr).not.toBe('');
  const result = JSON.parse(stdout) as RunResult;
  expect(Object.fromEntries(result.targets.map(({ name, outcomes }) => [name, outcomes]))).toEqual(
    Object.fromEntries(Object.keys(targets).map((name) => [name, { ok: 3 }])),
  );
  expectCode(code, 0);
});
