import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { understoodByNode } from './node-response.ts';
import { answerIn, understoodByUs } from './our-response.ts';

const some = (...texts: readonly string[]) => fc.constantFrom(...texts);

const statusLine = fc
  .tuple(
    fc.oneof(
      { weight: 12, arbitrary: some('HTTP/1.1') },
      { weight: 2, arbitrary: some('HTTP/1.0') },
      some(
        'HTTP/1.12',
        'http/1.1',
        'HTTP/1',
        'HTTP',
        ' HTTP/1.1',
        '\r\nHTTP/1.1',
        '\n\r\nHTTP/1.1',
      ),
    ),
    fc.oneof({ weight: 12, arbitrary: some(' ') }, some('', '  ', '\t')),
    fc.oneof(
      { weight: 6, arbitrary: some('200', '429', '500') },
      { weight: 3, arbitrary: some('100', '103', '199', '204', '304') },
      some('20', '2000', '2OO', '999', '205', '-200'),
    ),
    fc.oneof(some('', ' ', ' OK', ' caf\xe9 \x01', ' a\tb'), some('OK', '\tOK')),
  )
  .map((parts) => parts.join(''));

const framing = fc.oneof(
  {
    weight: 4,
    arbitrary: some('content-length: 5', 'Content-Length:5', 'transfer-encoding: chunked'),
  },
  some(
    'content-length: +5',
    'content-length: 5 ',
    'content-length: 5\t',
    'content-length: \t5',
    'content-length: 05',
    'content-length: 5, 5',
    'content-length: 5 5',
    'content-length: 0x5',
    'content-length: -5',
    'content-length: 5x',
    'content-length:',
    'content-length : 5',
    'content-length: 0',
    'Transfer-Encoding: Chunked',
    'transfer-encoding: chunked ',
    'transfer-encoding: chunked\t',
  ),
);
const field = fc.oneof(
  { weight: 4, arbitrary: framing },
  {
    weight: 3,
    arbitrary: some('x: y', 'X:  a \t', 'x:', 'connection: close', 'connection: keep-alive'),
  },
  some(
    'x y: 1',
    'x : 1',
    ': 1',
    'x',
    'x: a\x00b',
    'x: a\x7fb',
    'x: a\tb',
    'x: \xe9',
    'x\x80: 1',
    'x": 1',
    'x: a\rb',
  ),
);

const chunkSize = fc.oneof(
  { weight: 6, arbitrary: some('5', '05', '5;a', '5;a=b', '5;a="b;c";d') },
  some(
    '5 ',
    '5\t',
    '5;',
    '5; a',
    '5;a=',
    '5;a b',
    '5;a="b',
    '5;a=\x01',
    '5;a=\xe9',
    ' 5',
    '+5',
    '0x5',
    '6',
    '4',
    'g',
    '',
    '5,',
  ),
);
const trailer = fc.oneof(
  { weight: 6, arbitrary: some('', 'x: y\r\n', 'a: b\r\nc: d\r\n') },
  some(
    'x\r\n',
    'x y\r\n',
    ': y\r\n',
    'x : y\r\n',
    'x: \x01\r\n',
    ' x: y\r\n',
    'content-length: 9\r\n',
    'x: y\n',
  ),
);
const chunks = fc
  .tuple(chunkSize, trailer, some('\r\n', '\r\n', '\r\n', '\n', ''))
  .map(([size, trailers, end]) => `${size}\r\nhello\r\n0\r\n${trailers}${end}`);
const content = fc.oneof(some('', 'hello', 'hell', 'hello!'), chunks);
const behind = fc.oneof(
  { weight: 4, arbitrary: some('') },
  some('\r\n', '\n', 'x', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi'),
);

const lineEnd = fc.oneof({ weight: 20, arbitrary: some('\r\n') }, some('\n', '\r'));
const wires = fc
  .tuple(statusLine, fc.array(fc.tuple(lineEnd, field), { maxLength: 3 }), content, behind)
  .map(
    ([first, fields, body, rest]) =>
      `${first}${fields.map((parts) => parts.join('')).join('')}\r\n\r\n${body}${rest}`,
  );

/**
 * Responses that we refuse and llhttp accepts: a coding on top of a coding; a tab behind a length,
 * from Node 22 on.
 */
function isStricter(wire: string): boolean {
  return /transfer-encoding:.*transfer-encoding:|transfer-encoding: chunked\t|content-length:[^\r\n]*\t/is.test(
    wire,
  );
}

describe('a response in our parser and in llhttp', () => {
  it('a response is the same in our parser and in llhttp, or no answer in either', async () => {
    await fc.assert(
      fc.asyncProperty(wires, async (wire) => {
        const deltas = [Buffer.from(wire, 'latin1')];
        const [theirs, ours] = [
          answerIn(await understoodByNode(deltas)),
          answerIn(understoodByUs(deltas)),
        ];
        if (ours === 'no answer' && isStricter(wire)) return;
        expect(ours).toEqual(theirs);
      }),
      { numRuns: 2000 },
    );
  }, 60_000);

  it.each([
    'HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: identity\r\n\r\nhello',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\t\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
    'HTTP/2.0 200 OK\r\ncontent-length: 5\r\n\r\nhello',
    'HTTP/1.1 099 OK\r\ncontent-length: 5\r\n\r\nhello',
    'ICE/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
  ])('only our parser refuses %j', async (wire) => {
    const deltas = [Buffer.from(wire, 'latin1')];
    expect(answerIn(await understoodByNode(deltas))).not.toBe('no answer');
    expect(understoodByUs(deltas)).toBe('refused');
  });
});
