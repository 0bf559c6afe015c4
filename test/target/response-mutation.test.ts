import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { understoodByNode } from './node-response.ts';
import { answerIn, understoodByUs } from './our-response.ts';

/** Complete responses, each with another framing, that both parsers accept. */
const SOUND = [
  'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: 11\r\n\r\ndata: a\n\n\r\n',
  'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nx-a: b\r\n\r\n5\r\nhello\r\n6;q="1;2"\r\n world\r\n0\r\nx-sum: 1\r\n\r\n',
  'HTTP/1.1 200\r\nconnection: close\r\n\r\nhello',
  'HTTP/1.0 200 OK\r\ncontent-length: 5\r\nconnection: keep-alive\r\n\r\nhello',
  'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 429 Too Many Requests\r\nretry-after: 1\r\ncontent-length: 2\r\n\r\n{}',
  'HTTP/1.1 204 No Content\r\n\r\n',
  'HTTP/1.1 304 Not Modified\r\ncontent-length: 5\r\netag: "a"\r\n\r\n',
] as const;

/** One change to the bytes of a response; `at` and `to` are shares of its length. */
interface Mutation {
  readonly kind: 'replace' | 'insert' | 'delete' | 'repeat' | 'flip';
  readonly at: number;
  readonly to: number;
  readonly byte: number;
}

/** Bytes with a meaning in HTTP, and some that are never allowed. */
const SIGNIFICANT = Buffer.from('\r\n\t :;,"=+-0159afxA\0\x7f\x80', 'latin1');

/** Lines that state a body's length, and lines that are invalid. */
const LINES = [
  'content-length: 9',
  'Content-Length: 5',
  'content-length: +5',
  'connection: close',
  'x y: 1',
  ': 1',
  'x',
  'x: \x01',
  '5;a=',
  '0',
  '',
];

const byte = fc.oneof(fc.constantFrom(...SIGNIFICANT), fc.integer({ min: 0, max: 255 }));
const share = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom('replace', 'insert', 'delete', 'repeat', 'flip'),
  at: share,
  to: share,
  byte,
});

function mutated(bytes: Buffer, { kind, at, to, byte: value }: Mutation): Buffer {
  const from = Math.floor(at * bytes.length);
  const before = bytes.subarray(0, from);
  const here = bytes[from] ?? 0;
  const short = from + 1 + Math.floor(to * 8);
  switch (kind) {
    case 'replace':
      return Buffer.concat([before, Buffer.of(value), bytes.subarray(from + 1)]);
    case 'insert':
      return Buffer.concat([before, Buffer.of(value), bytes.subarray(from)]);
    case 'delete':
      return Buffer.concat([before, bytes.subarray(short)]);
    case 'repeat':
      return Buffer.concat([bytes.subarray(0, short), bytes.subarray(from)]);
    case 'flip':
      return Buffer.concat([
        before,
        Buffer.of(here ^ (1 << Math.floor(to * 8))),
        bytes.subarray(from + 1),
      ]);
  }
}

/**
 * Responses that we refuse and llhttp accepts: another coding, version or protocol, a status below
 * 100, a folded line, CR CR, a tab behind a length.
 */
function isStricter(wire: string): boolean {
  return (
    /transfer-encoding:(?![\t ]*chunked *\r\n(?![^]*transfer-encoding:))/i.test(wire) ||
    !/^[\r\n]*HTTP\/1\.[01] [1-9]\d\d/.test(wire) ||
    /\r\nHTTP\/(?!1\.[01] [1-9]\d\d)/.test(wire) ||
    /\r\n[\t ]|\r\r|HTTP\/1\.[01] 101/.test(wire) ||
    // From Node 22 on llhttp accepts it.
    /content-length:[^\r\n]*\t/i.test(wire)
  );
}

/** Cuts the bytes into reads, at shares of their length. */
function cut(bytes: Buffer, shares: readonly number[]): Buffer[] {
  const places = shares.map((one) => Math.floor(one * bytes.length)).sort((a, b) => a - b);
  return [0, ...places]
    .map((from, n) => bytes.subarray(from, places[n] ?? bytes.length))
    .filter((delta) => delta.length > 0);
}

/** Compares our result with llhttp's, and returns it. */
async function compare(bytes: Buffer): Promise<ReturnType<typeof answerIn>> {
  const ours = answerIn(understoodByUs([bytes]));
  if (ours === 'no answer' && isStricter(bytes.toString('latin1'))) return ours;
  const theirs = answerIn(await understoodByNode([bytes]));
  expect(ours, JSON.stringify(bytes.toString('latin1'))).toEqual(theirs);
  return ours;
}

const cases = fc.record({
  sound: fc.constantFrom(...SOUND),
  mutations: fc.array(mutation, { maxLength: 3 }),
  cuts: fc.array(share, { maxLength: 3 }),
});

describe('a response with bytes changed at random', () => {
  it.each(SOUND)('an unchanged response is understood as by llhttp: %j', async (wire) => {
    const deltas = [Buffer.from(wire, 'latin1')];
    const theirs = answerIn(await understoodByNode(deltas));
    expect(theirs).not.toBe('no answer');
    expect(answerIn(understoodByUs(deltas))).toEqual(theirs);
  });

  it.each(SOUND)(
    'a response with any byte or line changed is understood as by llhttp: %j',
    async (wire) => {
      const sound = Buffer.from(wire, 'latin1');
      for (let at = 0; at <= sound.length; at++) {
        const [before, here, behind] = [
          sound.subarray(0, at),
          sound.subarray(at),
          sound.subarray(at + 1),
        ];
        const lines = before.toString('latin1').endsWith('\r\n') ? LINES : [];
        const changed = [
          Buffer.concat([before, behind]),
          ...Array.from(SIGNIFICANT).flatMap((value) => [
            Buffer.concat([before, Buffer.of(value), behind]),
            Buffer.concat([before, Buffer.of(value), here]),
          ]),
          ...lines.map((line) => Buffer.concat([before, Buffer.from(`${line}\r\n`), here])),
        ];
        for (const bytes of changed) await compare(bytes);
      }
    },
  );

  it('a randomly changed response is understood as by llhttp, or refused, at any cut', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ sound, mutations, cuts }) => {
        const bytes = mutations.reduce(mutated, Buffer.from(sound, 'latin1'));
        const ours = await compare(bytes);
        const deltas = cut(bytes, cuts);
        const inPieces = answerIn(understoodByUs(deltas));
        if (inPieces !== 'no answer' || ours !== 'no answer')
          expect(inPieces).toEqual(answerIn(await understoodByNode(deltas)));
      }),
      { numRuns: 3000 },
    );
  }, 120_000);
});
