import { constants } from 'node:http2';
import type { IncomingHttpHeaders, IncomingHttpStatusHeader } from 'node:http2';
import { describe, expect, it } from 'vitest';
import { isHeadTooLarge, readHttp2Head } from '../../../src/target/http2/http2-head.ts';

function received(headers: IncomingHttpHeaders): IncomingHttpHeaders & IncomingHttpStatusHeader {
  return Object.assign({ ...headers }, { ':status': 200 });
}

describe('readHttp2Head', () => {
  it('an HTTP/2 head keeps its status and its headers, and joins repeated ones', () => {
    expect(readHttp2Head(received({ 'set-cookie': ['a=1', 'b=2'], server: 'x' }))).toEqual({
      status: 200,
      headers: { 'set-cookie': 'a=1, b=2', server: 'x' },
    });
  });

  it('an HTTP/2 head above the limit is refused', () => {
    expect(() => readHttp2Head(received({ 'x-long': 'a'.repeat(70_000) }))).toThrow(/head/);
  });
});

describe('isHeadTooLarge', () => {
  const calm = { rstCode: constants.NGHTTP2_ENHANCE_YOUR_CALM };

  it('a reset for too many headers is told by the bytes that no event reported', () => {
    expect(isHeadTooLarge(new Error('reset'), calm, { unreported: 129 })).toBe(true);
    expect(isHeadTooLarge(new Error('reset'), calm, { unreported: 13 })).toBe(false);
  });

  it('the error for too many CONTINUATION frames is a head that is too large', () => {
    const error = Object.assign(new Error('too many'), { errno: -905 });
    expect(isHeadTooLarge(error, { rstCode: 0 }, { unreported: 0 })).toBe(true);
    expect(isHeadTooLarge(new Error('other'), { rstCode: 0 }, { unreported: 999 })).toBe(false);
  });
});
