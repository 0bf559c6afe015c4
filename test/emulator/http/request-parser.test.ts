import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createRequestParser,
  type ParsedRequest,
  MalformedRequest,
} from '../../../src/emulator/http/request-parser.ts';

const TWO =
  'POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhelloGET /b HTTP/1.1\r\nhost: x\r\n\r\n';

function scanned(parts: readonly string[]): ParsedRequest[] {
  const requests: ParsedRequest[] = [];
  const scan = createRequestParser((request) => requests.push(request));
  for (const part of parts) scan.read(Buffer.from(part));
  return requests;
}

describe('the request parser', () => {
  it('a request parser returns every request of a connection with its body', () => {
    expect(scanned([TWO])).toEqual([
      {
        method: 'POST',
        path: '/a',
        headers: new Map([
          ['host', 'x'],
          ['content-length', '5'],
        ]),
        body: 'hello',
      },
      { method: 'GET', path: '/b', headers: new Map([['host', 'x']]), body: '' },
    ]);
  });

  it('a request parser returns the same requests wherever the reads are split', () => {
    const expected = scanned([TWO]);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: TWO.length })), (cuts) => {
        const edges = [0, ...cuts.toSorted((a, b) => a - b), TWO.length];
        const parts = edges.slice(1).map((edge, n) => TWO.slice(edges[n], edge));
        expect(scanned(parts)).toEqual(expected);
      }),
    );
  });

  it('a request parser refuses a chunked body', () => {
    expect(() =>
      scanned(['POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n']),
    ).toThrow(MalformedRequest);
  });
});
