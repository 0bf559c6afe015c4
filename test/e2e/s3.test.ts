import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunResult } from '../../src/report/result/result.ts';
import type { LeastPrivilegePolicy } from '../../src/iam/least-privilege-policy.ts';
import { ASYNC, folderWithLogs } from '../run/log-folder.ts';
import { runOnEmulator } from '../run/run-in-process.ts';
import { proofload } from './command.ts';
import { expectCode } from './expect-code.ts';
import { runDirectory } from './run-processes.ts';

describe('a scenario whose dataset lies in S3', () => {
  it('runs on the embedded emulator, whose S3 a folder fills, with 2 workers', async () => {
    const folder = await folderWithLogs();
    const words = ['run', 'scenario.json', '--json', '--workers', '2'];
    const { code, stdout, stderr } = await proofload(folder, words);
    expect(stderr).not.toMatch(/Problem|proofload: /);
    expectCode(code, 0);
    const { dataset } = JSON.parse(stdout) as RunResult;
    expect(dataset).toMatchObject({ file: 's3://my-logs/AWSLogs/', rows: 3, skippedRows: 0 });
    const read = (name: string) => readFile(join(runDirectory(folder), name), 'utf8');
    const answers = await read('answers.ndjson');
    expect(answers).toContain('[redacted]');
    expect(answers).not.toContain('example.com');
    expect(await read('run.json')).toContain('"my-logs": "logs"');
  });

  it('runs with the policy that the doctor prints, and the doctor says what it lacks', async () => {
    const folder = await folderWithLogs({ target: ASYNC });
    const { stdout, stderr } = await proofload(folder, ['doctor', 'scenario.json', '--iam']);
    const policy = JSON.parse(stdout) as LeastPrivilegePolicy;
    expect(policy.Statement.map(({ Action, Resource }) => [Action[0], Resource[0]])).toEqual([
      ['sagemaker:InvokeEndpointAsync', 'arn:aws:sagemaker:us-east-1:ACCOUNT_ID:endpoint/support'],
      ['s3:PutObject', 'arn:aws:s3:::inbox/async/*'],
      ['s3:ListBucket', 'arn:aws:s3:::answers'],
      ['s3:GetObject', 'arn:aws:s3:::answers/ok/*'],
      ['s3:ListBucket', 'arn:aws:s3:::my-logs'],
      ['s3:GetObject', 'arn:aws:s3:::my-logs/AWSLogs/*'],
    ]);
    expect(stderr).toContain('async.failure');
    const failure = 's3://answers/failed/';
    const guarded = await folderWithLogs({
      target: { ...ASYNC, async: { ...ASYNC.async, failure } },
      emulator: { buckets: { 'my-logs': 'logs/' }, iamPolicy: withFailures(policy) },
    });
    const { code, result } = await runOnEmulator(guarded);
    expect(result.targets[0]?.outcomes).toMatchObject({ ok: 6 });
    expectCode(code, 0);
  });
});

/** What the policy becomes once the scenario says where failures go. */
function withFailures({ Version, Statement }: LeastPrivilegePolicy): LeastPrivilegePolicy {
  const failures = 'arn:aws:s3:::answers/failed/*';
  return {
    Version,
    Statement: Statement.map((statement) =>
      statement.Resource[0] === 'arn:aws:s3:::answers/ok/*'
        ? { ...statement, Resource: [...statement.Resource, failures] }
        : statement,
    ),
  };
}
