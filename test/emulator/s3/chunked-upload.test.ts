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
  ])('%s is joined', (_, body) => {
    expect(plainBody(CHUNKED, Buffer.from(body)).toString()).toBe('he\r\noyou');
  });

  it('is returned unchanged where no header says that it is chunked', () => {
    expect(plainBody({ 'content-encoding': 'gzip' }, Buffer.from('3\r\nyou')).toString()).toBe(
      '3\r\nyou',
    );
  });

  it('that was cut is returned as far as it arrived', () => {
    expect(plainBody(CHUNKED, Buffer.from('9\r\nyou')).toString()).toBe('you');
  });
});
