import { describe, expect, it } from 'vitest';
import { asyncAccesses, datasetAccesses } from '../../src/iam/s3-permission.ts';

function actionsOn(accesses: readonly { action: string; resource: string }[]): string[] {
  return accesses.map(({ action, resource }) => `${action} ${resource}`);
}

describe('the S3 permissions for', () => {
  it('reading a prefix are listing its bucket and getting its objects', () => {
    expect(actionsOn(datasetAccesses('s3://logs/2026/', 'eu-west-1'))).toEqual([
      's3:ListBucket arn:aws:s3:::logs',
      's3:GetObject arn:aws:s3:::logs/2026/*',
    ]);
  });

  it('reading an object name that object, in the partition of the region', () => {
    expect(actionsOn(datasetAccesses('s3://logs/a.jsonl', 'cn-north-1'))).toEqual([
      's3:ListBucket arn:aws-cn:s3:::logs',
      's3:GetObject arn:aws-cn:s3:::logs/a.jsonl',
    ]);
  });

  it('reading a local file are none', () => {
    expect(datasetAccesses('/home/me/s3/logs', 'eu-west-1')).toEqual([]);
  });

  it('asynchronous inference are putting its input and reading the prefixes of its results', () => {
    const input = 's3://inbox/async/';
    expect(actionsOn(asyncAccesses({ input, poll: 500 }, 'us-east-1'))).toEqual([
      's3:PutObject arn:aws:s3:::inbox/async/*',
    ]);
    const output = 's3://out/answers/';
    const failure = 's3://out/failures/';
    expect(actionsOn(asyncAccesses({ input, output, failure, poll: 500 }, 'us-east-1'))).toEqual([
      's3:PutObject arn:aws:s3:::inbox/async/*',
      's3:ListBucket arn:aws:s3:::out',
      's3:GetObject arn:aws:s3:::out/answers/*',
      's3:ListBucket arn:aws:s3:::out',
      's3:GetObject arn:aws:s3:::out/failures/*',
    ]);
  });
});
