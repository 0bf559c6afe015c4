import { describe, expect, it } from 'vitest';
import { asyncAccesses, datasetAccesses } from '../../src/iam/s3-permission.ts';

function said(accesses: readonly { action: string; resource: string }[]): string[] {
  return accesses.map(({ action, resource }) => `${action} ${resource}`);
}

describe('what S3 is asked for', () => {
  it('of a prefix is to list its bucket and to get its objects alone', () => {
    expect(said(datasetAccesses('s3://logs/2026/', 'eu-west-1'))).toEqual([
      's3:ListBucket arn:aws:s3:::logs',
      's3:GetObject arn:aws:s3:::logs/2026/*',
    ]);
  });

  it('of an object is that object, in the partition of the region', () => {
    expect(said(datasetAccesses('s3://logs/a.jsonl', 'cn-north-1'))).toEqual([
      's3:ListBucket arn:aws-cn:s3:::logs',
      's3:GetObject arn:aws-cn:s3:::logs/a.jsonl',
    ]);
  });

  it('of a file of this machine is nothing', () => {
    expect(datasetAccesses('/home/me/s3/logs', 'eu-west-1')).toEqual([]);
  });

  it('of asynchronous inference is to put its input, and to read where results are said to be', () => {
    const input = 's3://inbox/async/';
    expect(said(asyncAccesses({ input, poll: 500 }, 'us-east-1'))).toEqual([
      's3:PutObject arn:aws:s3:::inbox/async/*',
    ]);
    const output = 's3://out/answers/';
    const failure = 's3://out/failures/';
    expect(said(asyncAccesses({ input, output, failure, poll: 500 }, 'us-east-1'))).toEqual([
      's3:PutObject arn:aws:s3:::inbox/async/*',
      's3:ListBucket arn:aws:s3:::out',
      's3:GetObject arn:aws:s3:::out/answers/*',
      's3:ListBucket arn:aws:s3:::out',
      's3:GetObject arn:aws:s3:::out/failures/*',
    ]);
  });
});
