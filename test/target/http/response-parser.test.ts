import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MalformedResponse } from '../../../src/target/http/malformed-response.ts';
import type { Head } from '../../../src/target/http/response-head.ts';
import { ResponseParser } from '../../../src/target/http/response-parser.ts';

interface Parsed {
  readonly responses: { head: Head; body: string; ended: boolean }[];
  /** Whether the close of the connection completed the last response. */
  readonly closedWhole: boolean;
}

/** Parses bytes in the given reads, each in a buffer that is overwritten right after. */
function parse(deltas: readonly Buffer[]): Parsed {
  const responses: Parsed['responses'] = [];
  const parser = new ResponseParser({
    head: ({ head }) => responses.push({ head, body: '', ended: false }),
    body(bytes) {
      const last = responses.at(-1);
      if (last !== undefined) last.body += bytes.toString('latin1');
    },
    end() {
      const last = responses.at(-1);
      if (last !== undefined) last.ended = true;
    },
  });
  for (const delta of deltas) {
    const shared = Buffer.concat([Buffer.from('##'), delta, Buffer.from('##')]);
    let at = 2;
    while (at < delta.length + 2) at = parser.read(shared, at, delta.length + 2);
    shared.fill('#');
  }
  return { responses, closedWhole: parser.close() };
}

function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...new Set(places.map((place) => place % bytes.length)), bytes.length];
  ends.sort((a, b) => a - b);
  return ends.map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end));
}

const OK = 'HTTP/1.1 200 OK\r\n';
const CHUNKED = `${OK}transfer-encoding: chunked\r\n\r\n`;

interface Case {
  readonly wire: string;
  readonly body: string;
}

const token = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
const text = fc.string({ maxLength: 60, unit: 'binary-ascii' });
const headers = fc
  .array(fc.tuple(token, fc.stringMatching(/^[!-~]{0,10}$/)), { maxLength: 4 })
  .map((pairs) => pairs.map(([name, value]) => `x-${name}: ${value}\r\n`).join(''));
const interim = fc.constantFrom('', 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n');

const withLength: fc.Arbitrary<Case> = fc
  .tuple(interim, headers, text)
  .map(([before, lines, body]) => ({
    wire: `${before}${OK}${lines}content-length: ${body.length}\r\n\r\n${body}`,
    body,
  }));
const withChunks: fc.Arbitrary<Case> = fc
  .tuple(
    interim,
    headers,
    fc.array(fc.string({ minLength: 1, maxLength: 40, unit: 'binary-ascii' }), { maxLength: 4 }),
    fc.constantFrom('', ';name=value', ';a="b;c";d'),
    fc.constantFrom('', 'x-sum: 1\r\n', 'a: b\r\nc: d\r\n'),
  )
  .map(([before, lines, chunks, extension, trailers]) => ({
    wire:
      `${before}${OK}${lines}transfer-encoding: chunked\r\n\r\n` +
      chunks.map((chunk) => `${chunk.length.toString(16)}${extension}\r\n${chunk}\r\n`).join('') +
      `0${extension}\r\n${trailers}\r\n`,
    body: chunks.join(''),
  }));
const cases = fc.array(fc.oneof(withLength, withChunks), { minLength: 1, maxLength: 3 });
const places = fc.array(fc.nat(), { maxLength: 12 });

describe('ResponseParser', () => {
  it('the response parser reads the same responses from reads cut at any byte', () => {
    fc.assert(
      fc.property(cases, places, (given, cuts) => {
        const bytes = Buffer.from(given.map(({ wire }) => wire).join(''), 'latin1');
        const parsed = parse(cut(bytes, cuts));
        expect(parsed).toEqual(parse([bytes]));
        expect(parsed.responses.map(({ body, ended }) => ({ body, ended }))).toEqual(
          given.map(({ body }) => ({ body, ended: true })),
        );
      }),
    );
  });

  it('the response parser reads a response byte by byte', () => {
    const wire = `HTTP/1.1 100 Continue\r\n\r\n${CHUNKED}5;x\r\nhello\r\n0\r\na: b\r\n\r\n`;
    const bytes = Buffer.from(wire);
    const { responses } = parse([...bytes].map((byte) => Buffer.from([byte])));
    expect(responses).toMatchObject([{ head: { status: 200 }, body: 'hello', ended: true }]);
  });

  it('the response parser stops at the end of a response', () => {
    let ended = 0;
    const parser = new ResponseParser({
      head: () => undefined,
      body: () => undefined,
      end: () => (ended += 1),
    });
    const one = `${OK}content-length: 2\r\n\r\nab`;
    const bytes = Buffer.from(one + one);
    expect(parser.read(bytes, 0, bytes.length)).toBe(one.length);
    expect(ended).toBe(1);
  });

  it('the response parser ends a body without a length at the close of the connection', () => {
    const parsed = parse([Buffer.from(`${OK}\r\nab`), Buffer.from('cd')]);
    expect(parsed).toMatchObject({ responses: [{ body: 'abcd', ended: true }], closedWhole: true });
  });

  it.each([
    `${OK}content-le`,
    `${OK}content-length: 3\r\n\r\nab`,
    CHUNKED,
    `${CHUNKED}2\r\nab\r\n`,
    `${CHUNKED}0\r\n`,
  ])('a connection closed after %j has cut the response', (wire) => {
    const parsed = parse([Buffer.from(wire)]);
    expect(parsed.closedWhole).toBe(false);
    expect(parsed.responses.some(({ ended }) => ended)).toBe(false);
  });

  it.each([204, 304])('a response %i has no body', (status) => {
    const { responses } = parse([Buffer.from(`HTTP/1.1 ${status} None\r\n\r\n`)]);
    expect(responses).toMatchObject([{ head: { status }, body: '', ended: true }]);
  });

  it.each([
    'SSH-2.0-OpenSSH_9.2\r\n',
    '<html>',
    `HTTP/1.1 200 OK\nx: y\r\n\r\n`,
    'HTTP/1.1 101 Switching Protocols\r\n\r\n',
    `${CHUNKED}g\r\n`,
    `${CHUNKED}\r\n`,
    `${CHUNKED} 5\r\nhello\r\n`,
    `${CHUNKED}5\nhello\r\n`,
    `${CHUNKED}-5\r\n`,
    `${CHUNKED}0x5\r\n`,
    `${CHUNKED}5\r\nhello!\r\n`,
    `${CHUNKED}5\r\nhello\r5`,
    `${CHUNKED}1234567890abcd\r\n`,
    `${CHUNKED}5;${'x'.repeat(5000)}`,
    `${CHUNKED}5 \r\nhello\r\n`,
    `${CHUNKED}5;\r\nhello\r\n`,
    `${CHUNKED}5;a b\r\nhello\r\n`,
    `${CHUNKED}0\r\na b\r\n\r\n`,
    `${CHUNKED}0\r\ncontent-length: 5\r\n\r\n`,
    `${OK}content-length: 2\r\n\r\nabc`,
    'HTTP/1.1 204 None\r\n\r\nabc',
    'HTTP/1.1 304 None\r\ncontent-length: +3\r\n\r\n',
    'HTTP/1.1 103 Hints\r\ncontent-length: 3\r\n\r\nabc',
    `HTTP/1.1 103 Hints\r\nconnection: close\r\n\r\n${OK}\r\n`,
    `${CHUNKED}0\r\na: b\nc`,
    `${CHUNKED}0\r\na: b\rc`,
    `${CHUNKED}0\r\n${'a: b\r\n'.repeat(20_000)}`,
    `${OK}${'a: b\r\n'.repeat(20_000)}`,
    `${OK}a: ${'b'.repeat(70_000)}\r\n\r\n`,
    `${OK}${'a: b\r\n'.repeat(1001)}\r\n`,
    'HTTP/1.1 103 Hints\r\n\r\n'.repeat(1001),
  ])('the response parser refuses %.60j', (wire) => {
    expect(() => parse([Buffer.from(wire)])).toThrow(MalformedResponse);
  });

  it('the response parser accepts a thousand headers, and a thousand interim responses', () => {
    const head = `${OK}${'a: b\r\n'.repeat(999)}content-length: 0\r\n\r\n`;
    const wire = 'HTTP/1.1 103 Hints\r\n\r\n'.repeat(1000) + head;
    const { responses } = parse([Buffer.from(wire), Buffer.from(wire)]);
    expect(responses.map(({ ended }) => ended)).toEqual([true, true]);
  });
});
