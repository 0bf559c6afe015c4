import { describe, expect, it } from 'vitest';
import { rerunCommand } from '../../../src/report/notes/rerun-command.ts';
import { sampleResult } from '../sample-result.ts';

describe('the command to repeat a run', () => {
  it.each([
    ['scenarios/a.ts', 'proofload run scenarios/a.ts --seed 42'],
    ['my scenario.yaml', "proofload run 'my scenario.yaml' --seed 42"],
    ["it's; rm -rf", String.raw`proofload run 'it'\''s; rm -rf' --seed 42`],
  ])('quotes %s for a shell', (file, command) => {
    expect(rerunCommand({ ...sampleResult, scenario: { file } })).toBe(command);
  });

  it('has all arguments of the run', () => {
    const flags = ['--endpoint', 'http://127.0.0.1:4010', '--workers', '2', '--out', 'my runs'];
    expect(rerunCommand({ ...sampleResult, scenario: { file: 'a.ts' }, flags })).toBe(
      "proofload run a.ts --seed 42 --endpoint http://127.0.0.1:4010 --workers 2 --out 'my runs'",
    );
  });

  it('has the number of workers for an older result without flags', () => {
    const environment = { ...sampleResult.environment, workers: 4 };
    expect(rerunCommand({ ...sampleResult, scenario: { file: 'a.ts' }, environment })).toBe(
      'proofload run a.ts --seed 42 --workers 4',
    );
  });

  it('is undefined for a scenario without a file', () => {
    expect(rerunCommand({ ...sampleResult, scenario: {} })).toBeUndefined();
  });
});
