import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadDataset, type Dataset } from '../../../src/dataset/dataset.ts';
import type { FileSource } from '../../../src/dataset/files/file-source.ts';
import { localFiles } from '../../../src/dataset/files/local-files.ts';
import { type Emulator, startEmulator } from '../../../src/emulator/emulator.ts';
import { leastPrivilegePolicy } from '../../../src/iam/least-privilege-policy.ts';
import { datasetAccesses } from '../../../src/iam/s3-permission.ts';
import { createRandom } from '../../../src/random/random.ts';
import type { DatasetSource } from '../../../src/scenario/dataset/dataset-schema.ts';
import type { IamPolicy } from '../../../src/scenario/emulator/iam-policy.ts';
import { createS3Files } from '../../../src/target/s3/s3-files.ts';
import { wiringOf } from '../asking.ts';
import { startWireServer } from '../wire-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'proofload-s3-'));
afterAll(() => rmSync(folder, { recursive: true }));

const GOLDEN = resolve(import.meta.dirname, '../../golden/dataset');
const HOUR = 'AWSLogs/123456789012/BedrockModelInvocationLogs/us-east-1/2026/03/01/10';

function write(name: string, content: string | Buffer): void {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

function record(requestId: string, text: string, over: object = {}): string {
  return JSON.stringify({
    schemaType: 'ModelInvocationLog',
    requestId,
    timestamp: `2026-03-01T10:00:0${requestId.slice(1)}Z`,
    operation: 'Converse',
    modelId: 'amazon.nova-lite-v1:0',
    input: { inputBodyJson: { messages: [{ role: 'user', content: [{ text }] }] } },
    ...over,
  });
}

/** Writes logs as Bedrock does: gzipped records, and a long body in an object of its own. */
function writeLogs(): void {
  write(`${HOUR}/b.json.gz`, gzipSync(`${record('r3', 'Mail ann@example.com?')}\n`));
  const apart = { input: { inputBodyS3Path: `s3://logs/${HOUR}/data/r2_input.json.gz` } };
  write(`${HOUR}/a.json.gz`, gzipSync(`${record('r2', '', apart)}\n${record('r1', 'First?')}\n`));
  const body = { messages: [{ role: 'user', content: [{ text: `Long ${'x'.repeat(200)}?` }] }] };
  write(`${HOUR}/data/r2_input.json.gz`, gzipSync(JSON.stringify(body)));
  write('AWSLogs/amazon-bedrock-logs-permission-check', 'nothing');
  write('rows.csv', 'id,question\nq1,Who?\n');
}

function load(file: string, format: DatasetSource['format'], home: FileSource): Promise<Dataset> {
  const source: DatasetSource = {
    file,
    format,
    order: 'sequential',
    redact: ['[\\w.]+@[\\w.]+\\w'],
    skipBadRows: false,
    columns: {},
  };
  const prompt = { user: '{{ question }}', maxTokens: 50 };
  return loadDataset(source, prompt, { random: createRandom(1, 'order'), home });
}

let emulator: Emulator;
let s3: FileSource;
beforeAll(async () => {
  writeLogs();
  const buckets = { logs: folder, golden: GOLDEN };
  const settings = { profiles: {}, quotas: {}, faults: [], buckets };
  emulator = await startEmulator({ settings, seed: 1 });
  s3 = createS3Files(wiringOf(emulator.url));
});
afterAll(() => emulator.close());

describe('a dataset in S3', () => {
  it('a dataset in S3 equals a local copy of it, except for long bodies', async () => {
    const there = await load('s3://logs/AWSLogs/', 'bedrock-log', s3);
    const here = await load(join(folder, 'AWSLogs'), 'bedrock-log', localFiles);
    expect(there.sha256).toBe(here.sha256);
    expect(there.queries).toEqual(here.queries);
    expect(there.queries.map(({ id }) => id)).toEqual(['r1', 'r2', 'r3']);
    expect(there.queries[2]?.messages[0]?.text).toBe('Mail [redacted]?');
  });

  it('a dataset in S3 may be one object of any format', async () => {
    const csv = await load('s3://logs/rows.csv', 'csv', s3);
    expect(csv.queries.map(({ id }) => id)).toEqual(['q1']);
    const parquet = await load('s3://golden/snappy.parquet', 'parquet', s3);
    const here = await load(join(GOLDEN, 'snappy.parquet'), 'parquet', localFiles);
    expect(parquet.queries).toEqual(here.queries);
    expect(parquet.sha256).toBe(here.sha256);
  });

  it('a dataset in S3 is listed over all pages', async () => {
    for (let n = 0; n < 1001; n++) write(`many/${n}.jsonl`, `{"recordId":"${n}"}\n`);
    const filled = await startEmulator({
      settings: { profiles: {}, quotas: {}, faults: [], buckets: { big: join(folder, 'many') } },
      seed: 1,
    });
    const { files } = await createS3Files(wiringOf(filled.url)).find('s3://big');
    await filled.close();
    expect(new Set(files.map(({ name }) => name)).size).toBe(1001);
  });

  it.each<[string, string, RegExp]>([
    [
      'a bucket',
      's3://nowhere/logs/',
      /There is no bucket "nowhere"\. The run is emulated, and so/,
    ],
    [
      'a prefix',
      's3://logs/nothing/',
      /There is nothing under s3:\/\/logs\/nothing\/\..*emulator\.b/,
    ],
    [
      'an object',
      's3://logs/AWSLogs',
      /There is no object s3:\/\/logs\/AWSLogs\..*ends with a slash/,
    ],
  ])('a missing place in S3 is a Problem that names it: %s', async (_, place, sentence) => {
    await expect(load(place, 'bedrock-log', s3)).rejects.toThrow(sentence);
  });

  it('a dataset format without folders refuses a prefix', async () => {
    await expect(load('s3://logs/', 'csv', s3)).rejects.toThrow('"s3://logs/" is a folder');
  });

  it('a dataset in S3 is read with its least-privilege policy and with no less', async () => {
    const place = 's3://logs/AWSLogs/';
    const least = leastPrivilegePolicy(datasetAccesses(place, 'us-east-1'));
    const withPolicy = async (iamPolicy: IamPolicy): Promise<Dataset> => {
      const settings = {
        profiles: {},
        quotas: {},
        faults: [],
        buckets: { logs: folder },
        iamPolicy,
      };
      const guarded = await startEmulator({ settings, seed: 1 });
      const home = createS3Files(wiringOf(guarded.url));
      return load(place, 'bedrock-log', home).finally(() => guarded.close());
    };
    expect((await withPolicy(least)).queries).toHaveLength(3);
    for (const missing of [0, 1]) {
      const Statement = least.Statement.filter((_, index) => index !== missing);
      await expect(withPolicy({ ...least, Statement })).rejects.toThrow(
        /S3 refuses to read s3:\/\/logs\/AWSLogs\/.*AccessDenied.*proofload doctor --iam/,
      );
    }
  });

  it.each<[string, number, RegExp]>([
    ['ExpiredToken', 400, /the credentials have expired\. Sign in again/],
    ['PermanentRedirect', 301, /cannot be read from S3: .*Check the region/],
  ])('an S3 error has its own remedy: %s', async (code, status, sentence) => {
    const body = `<Error><Code>${code}</Code><Message>It says.</Message></Error>`;
    const server = await startWireServer((response) => response.writeHead(status).end(body));
    const home = createS3Files(wiringOf(server.url));
    await expect(load('s3://logs/', 'bedrock-log', home)).rejects.toThrow(sentence);
    await server.close();
  });
});
