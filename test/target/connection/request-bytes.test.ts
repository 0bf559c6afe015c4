import { describe, expect, it } from 'vitest';
import { Problem } from '../../../src/problem/problem.ts';
import { requestBytes } from '../../../src/target/connection/request-bytes.ts';
import type { OutgoingRequest } from '../../../src/target/http/exchange.ts';

function write(more: Partial<OutgoingRequest> = {}): string {
  const request = { origin: 'http://api.test:8080', path: '/v1?a=b', headers: {}, body: 'hé' };
  return requestBytes({ ...request, ...more }).toString('latin1');
}

describe('requestBytes', () => {
  it('requestBytes writes a POST with its host, its headers and its length in bytes', () => {
    expect(write({ headers: { 'X-Key': 'k', accept: '*/*' } })).toBe(
      'POST /v1?a=b HTTP/1.1\r\nhost: api.test:8080\r\nconnection: keep-alive\r\n' +
        'accept-encoding: identity\r\nX-Key: k\r\naccept: */*\r\ncontent-length: 3\r\n\r\nh\xc3\xa9',
    );
  });

  it('requestBytes writes a body of bytes unchanged', () => {
    const body = Uint8Array.from([0, 255, 13, 10]);
    expect(write({ body })).toMatch(/content-length: 4\r\n\r\n\0\xff\r\n$/);
  });

  it('requestBytes prefers the signed host, and always counts the length', () => {
    const written = write({ headers: { Host: 'bedrock.test', 'Content-Length': '99' } });
    expect(written).toContain('\r\nhost: bedrock.test\r\n');
    expect(written.match(/host:/gi)).toHaveLength(1);
    expect(written).not.toContain('99');
  });

  it("requestBytes asks for no compression unless the target's own headers do", () => {
    expect(write().match(/accept-encoding: identity/g)).toHaveLength(1);
    const written = write({ headers: { 'Accept-Encoding': 'gzip' } });
    expect(written.match(/accept-encoding: .*/gi)).toEqual(['Accept-Encoding: gzip']);
  });

  it('requestBytes writes Latin-1 headers in Latin-1', () => {
    expect(write({ headers: { 'x-name': 'Zoë' } })).toContain('x-name: Zo\xeb\r\n');
  });

  it.each([
    { path: '/a b' },
    { path: 'a' },
    { path: '/a\r\nx: y' },
    { headers: { 'x-key': 'a\nb' } },
    { headers: { 'x-key': 'a\0b' } },
    { headers: { 'x-key': '\u{1F600}' } },
    { headers: { 'x key': 'a' } },
    { headers: { '': 'a' } },
    { headers: { 'Transfer-Encoding': 'chunked' } },
    { headers: { connection: 'close' } },
    { headers: { expect: '100-continue' } },
  ])('a request with %j, which no server could read, is a Problem', (more) => {
    expect(() => write(more)).toThrow(Problem);
  });
});
