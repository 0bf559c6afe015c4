import { describe, expect, it } from 'vitest';
import { ChunkedBody } from '../../../src/target/http/chunked-body.ts';
import { MalformedResponse } from '../../../src/target/http/malformed-response.ts';

/** Reads a wire text in reads of `size` bytes; returns the content, and where the body ended. */
function readAll(wire: string, size = wire.length) {
  const bytes = Buffer.from(wire, 'latin1');
  let content = '';
  const body = new ChunkedBody((part) => (content += part.toString('latin1')));
  let at = 0;
  while (at < bytes.length && !body.isDone) {
    at = body.read(bytes, at, Math.min(bytes.length, at + size));
  }
  return { content, isDone: body.isDone, rest: wire.slice(at) };
}

const BODY = '5;a="b"\r\nHello\r\n1\r\n!\r\n0\r\nx-cost: 3\r\n\r\n';

describe('ChunkedBody', () => {
  it.each([1, 2, 3, 7, 100])('a chunked body in reads of %i bytes gives its content', (size) => {
    expect(readAll(BODY, size)).toEqual({ content: 'Hello!', isDone: true, rest: '' });
  });

  it('a chunked body ends before the bytes of the next response', () => {
    expect(readAll(`${BODY}HTTP/1.1 200 OK`).rest).toBe('HTTP/1.1 200 OK');
  });

  it('a chunked body without its last line end is not done', () => {
    expect(readAll(BODY.slice(0, -1)).isDone).toBe(false);
  });

  it.each([
    ['no size', '\r\n'],
    ['a size that is not hexadecimal', '5g\r\n'],
    ['a size that no number holds exactly', `${'f'.repeat(14)}\r\n`],
    ['an extension without a name', '5;=\r\n'],
    ['a chunk longer than its size', '1\r\nab\r\n'],
    ['a size that ends in LF alone', '1\na'],
    ['a trailer that states a length', '0\r\ncontent-length: 0\r\n\r\n'],
    ['a trailer without a colon', '0\r\nx\r\n\r\n'],
  ])('a chunked body with %s is malformed', (_, wire) => {
    expect(() => readAll(wire)).toThrow(MalformedResponse);
  });
});
