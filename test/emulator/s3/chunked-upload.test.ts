import { describe, expect, it } from 'vitest';
import { plainBody } from '../../../src/emulator/s3/chunked-upload.ts';

const CHUNKED = { 'content-encoding': 'aws-chunked' };

describe('a chunked upload', () => {
  it.each([
    [
      'with signatures',
      '5;chunk-signature=ab\r\nhe\r\no\r\n3\r\nyou\r\n0;chunk-signature=cd\r\n\r\n',
    ],
    ['with a trailer', '8\r\nhe\r\noyou\r\n0\r\nx-amz-checksum-crc32:AAAA\r\n\r\n'],
  ])('a chunked upload %s is joined', (_, body) => {
    expect(plainBody(CHUNKED, Buffer.from(body)).toString()).toBe('he\r\noyou');
  });

  it('an upload without the aws-chunked encoding is unchanged', () => {
    expect(plainBody({ 'content-encoding': 'gzip' }, Buffer.from('3\r\nyou')).toString()).toBe(
      '3\r\nyou',
    );
  });

  it('a chunked upload that was cut returns the bytes that arrived', () => {
    expect(plainBody(CHUNKED, Buffer.from('9\r\nyou')).toString()).toBe('you');
  });
});
