import { describe, expect, it } from 'vitest';
import {
  formatS3Uri,
  isInS3,
  isPrefix,
  parseS3Uri,
  readS3Uri,
} from '../../../src/scenario/schema/s3-uri.ts';

describe('a place in S3', () => {
  it.each([
    ['s3://logs', 'logs', '', true],
    ['s3://logs/', 'logs', '', true],
    ['s3://my.logs-1/2026/03/', 'my.logs-1', '2026/03/', true],
    ['s3://logs/a b/é.jsonl', 'logs', 'a b/é.jsonl', false],
  ])('%s is read', (text, bucket, key, prefix) => {
    const uri = parseS3Uri(text);
    expect(uri).toEqual({ bucket, key });
    expect(isPrefix(uri)).toBe(prefix);
    expect(readS3Uri(formatS3Uri(uri))).toEqual(uri);
  });

  it.each(['s3://', 's3:///key', 's3://Logs/key', 's3://lo/key', 'S3://logs/key', 'logs/key'])(
    '%s is none, and the Problem shows one',
    (text) => {
      expect(() => parseS3Uri(text)).toThrow(
        `"${text}" is not an S3 location. Write it like s3://bucket/prefix/`,
      );
    },
  );

  it('is told from a file of this machine', () => {
    expect(isInS3('s3://logs/')).toBe(true);
    expect(isInS3('logs/s3/')).toBe(false);
  });
});
