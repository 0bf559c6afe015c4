import { describe, expect, it } from 'vitest';
import {
  formatS3Uri,
  isInS3,
  isPrefix,
  parseS3Uri,
  readS3Uri,
} from '../../../src/scenario/schema/s3-uri.ts';

describe('an S3 URI', () => {
  it.each([
    ['s3://logs', 'logs', '', true],
    ['s3://logs/', 'logs', '', true],
    ['s3://my.logs-1/2026/03/', 'my.logs-1', '2026/03/', true],
    ['s3://logs/a b/é.jsonl', 'logs', 'a b/é.jsonl', false],
  ])('is parsed: %s', (text, bucket, key, prefix) => {
    const uri = parseS3Uri(text);
    expect(uri).toEqual({ bucket, key });
    expect(isPrefix(uri)).toBe(prefix);
    expect(readS3Uri(formatS3Uri(uri))).toEqual(uri);
  });

  it.each(['s3://', 's3:///key', 's3://Logs/key', 's3://lo/key', 'S3://logs/key', 'logs/key'])(
    'is rejected with an example: %s',
    (text) => {
      expect(() => parseS3Uri(text)).toThrow(
        `"${text}" is not an S3 location. Write it like s3://bucket/prefix/`,
      );
    },
  );

  it('is distinguished from a local file', () => {
    expect(isInS3('s3://logs/')).toBe(true);
    expect(isInS3('logs/s3/')).toBe(false);
  });
});
