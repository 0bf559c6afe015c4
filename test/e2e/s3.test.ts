import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { CheckResult } from '../../src/doctor/finding.ts';
import type { RunResult } from '../../src/report/result/result.ts';
import type { IamPolicy } from '../../src/scenario/emulator/iam-policy.ts';
import { proofload, scenarioFolder } from './command.ts';
import { expectCode } from './expect-code.ts';

const HOUR = 'logs/AWSLogs/123456789012/BedrockModelInvocationLogs/us-east-1/2026/03/01/10';

const ASYNC = {
  kind: 'sagemaker',
  endpointName: 'support',
  async: { input: 's3://inbox/async/', output: 's3://answers/ok/', poll: '50ms' },
};

/** A scenario whose dataset is a prefix of S3, which a folder of logs beside it fills. */
async function folderWithLogs(scenario: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const folder = await scenarioFolder({
    dataset: {
      file: 's3://my-logs/AWSLogs/',
      format: 'bedrock-log',
      redact: ['[\\w.]+@[\\w.]+\\w'],
    },
    prompt: { maxTokens: 40 },
    emulator: { buckets: { 'my-logs': 'logs/' } },
    iterations: 6,
    vus: 2,
    ...scenario,
  });
  await mkdir(join(folder, HOUR), { recursive: true });
  const records = ['r1', 'r2', 'r3'].map((requestId, n) =>
    JSON.stringify({
      schemaType: 'ModelInvocationLog',
      requestId,
      timestamp: `2026-03-01T10:00:0${n}Z`,
      operation: 'Converse',
      modelId: 'amazon.nova-micro-v1:0',
      input: {
        inputBodyJson: {
          messages: [{ role: 'user', content: [{ text: `Write to ann${n}@example.com?` }] }],
        },
      },
    }),
  );
  await writeFile(join(folder, HOUR, 'a.json.gz'), gzipSync(`${records.join('\n')}\n`));
  return folder;
}

async function runFile(folder: string, name: string): Promise<string> {
  const [run = ''] = await readdir(join(folder, 'reports'));
  return readFile(join(folder, 'reports', run, name), 'utf8');
}

describe('a scenario whose dataset lies in S3', () => {
  it.each([1, 2])('runs on the emulator, whose S3 a folder fills, with %i workers', async (n) => {
    const folder = await folderWithLogs();
    const words = ['run', 'scenario.json', '--json', '--workers', String(n)];
    const { code, stdout, stderr } = await proofload(folder, words);
    expect(stderr).not.toMatch(/Problem|proofload: /);
    expectCode(code, 0);
    const { dataset } = JSON.parse(stdout) as RunResult;
    expect(dataset).toMatchObject({ file: 's3://my-logs/AWSLogs/', rows: 3, skippedRows: 0 });
    const answers = await runFile(folder, 'answers.ndjson');
    expect(answers).toContain('[redacted]');
    expect(answers).not.toContain('example.com');
    expect(await runFile(folder, 'run.json')).toContain('"my-logs": "logs"');
  });

  it('asks an asynchronous endpoint, whose answers come by S3', async () => {
    const folder = await folderWithLogs({ target: ASYNC });
    const { code, stdout } = await proofload(folder, ['run', 'scenario.json', '--json']);
    expectCode(code, 0);
    const { targets } = JSON.parse(stdout) as RunResult;
    expect(targets[0]?.outcomes).toMatchObject({ ok: 6 });
  });

  it('is examined by the doctor, who says what to do where it is not there', async () => {
    const folder = await folderWithLogs();
    const words = ['doctor', 'scenario.json', '--json'];
    const found = JSON.parse((await proofload(folder, words)).stdout) as CheckResult[];
    expect(found.find(({ subject }) => subject === 'dataset')).toMatchObject({
      level: 'ok',
      message: '3 rows can be asked.',
    });
    const empty = await folderWithLogs({ emulator: {} });
    const { code, stdout } = await proofload(empty, words);
    expect(code).toBe(104);
    const missing = (JSON.parse(stdout) as CheckResult[]).find(
      ({ subject }) => subject === 'dataset',
    );
    expect(missing).toMatchObject({ level: 'problem' });
    expect(`${missing?.message} ${missing?.remedy}`).toMatch(
      /no bucket "my-logs".*emulator\.buckets/,
    );
  });

  it('runs with the policy that the doctor prints, and the doctor says what it lacks', async () => {
    const folder = await folderWithLogs({ target: ASYNC });
    const { stdout, stderr } = await proofload(folder, ['doctor', 'scenario.json', '--iam']);
    const policy = JSON.parse(stdout) as IamPolicy;
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
    expectCode((await proofload(guarded, ['run', 'scenario.json', '--quiet'])).code, 0);
  });
});

/** What the policy becomes once the scenario says where failures go. */
function withFailures({ Version, Statement }: IamPolicy): IamPolicy {
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
