import { once } from 'node:events';
import {
  brotliCompressSync,
  constants,
  createBrotliCompress,
  createGzip,
  deflateRawSync,
  deflateSync,
  gzipSync,
} from 'node:zlib';
import { assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Decoder } from '../../../src/target/delta/decoder.ts';
import { DecodeError } from '../../../src/target/errors/decode-error.ts';
import { RESPONSE_LIMIT } from '../../../src/target/errors/response-limit.ts';
import { decodeContent, readText } from '../../../src/target/wire/content-coding.ts';

function collector() {
  const parts: Buffer[] = [];
  let ended = false;
  const decoder: Decoder = {
    read: (bytes) => parts.push(Buffer.from(bytes)),
    end: () => (ended = true),
  };
  return { decoder, text: () => Buffer.concat(parts).toString('utf8'), isEnded: () => ended };
}

function decode(coding: string, reads: readonly Buffer[]) {
  const { decoder, text, isEnded } = collector();
  const undoing = decodeContent(coding, decoder);
  for (const read of reads) undoing.read(read);
  undoing.end();
  return { text: text(), ended: isEnded() };
}

const TEXT = 'data: {"text":"Grüße 🙂"}\n\n'.repeat(40);

const CODED: readonly [string, Buffer][] = [
  ['gzip', gzipSync(TEXT)],
  ['x-gzip', gzipSync(TEXT)],
  ['GZIP', gzipSync(TEXT)],
  ['deflate', deflateSync(TEXT)],
  ['deflate', deflateRawSync(TEXT)],
  ['br', brotliCompressSync(TEXT)],
  ['gzip, br', brotliCompressSync(gzipSync(TEXT))],
  ['identity', Buffer.from(TEXT)],
];

describe.each(CODED)('a body of content-encoding %s', (coding, bytes) => {
  it(`a ${coding} body is the same from reads cut at any byte`, () => {
    const at = integer({ min: 0, max: bytes.length });
    assert(
      property(at, at, (one, other) => {
        const [first, second] = [Math.min(one, other), Math.max(one, other)];
        const reads = [
          bytes.subarray(0, first),
          bytes.subarray(first, second),
          bytes.subarray(second),
        ];
        expect(decode(coding, reads)).toEqual({ text: TEXT, ended: true });
      }),
    );
  });

  it(`a cut ${coding} body is not complete`, () => {
    if (coding === 'identity') return;
    assert(
      property(integer({ min: 1, max: bytes.length - 1 }), (at) => {
        expect(() => decode(coding, [bytes.subarray(0, at)])).toThrow(DecodeError);
      }),
    );
  });
});

describe('a body of many codings', () => {
  it('up to five codings are undone, more are refused', () => {
    const packed = (times: number): Buffer =>
      Array.from({ length: times }).reduce<Buffer>((bytes) => gzipSync(bytes), Buffer.from(TEXT));
    const header = (times: number): string => Array.from({ length: times }, () => 'gzip').join(',');
    expect(decode(header(5), [packed(5)]).text).toBe(TEXT);
    expect(() => decode(header(6), [packed(6)])).toThrow(/6 content codings/);
    expect(() => decode(header(10_000), [])).toThrow(DecodeError);
  });
});

describe('the text of a refusal that unpacks to more than is read', () => {
  it('the text of a refusal that unpacks above the limit is its beginning', () => {
    const head = { status: 500, headers: { 'content-encoding': 'gzip' } };
    const text = readText(head, gzipSync(Buffer.alloc(30_000_000, 'no ')));
    expect(text).toHaveLength(RESPONSE_LIMIT.refusal);
    expect(text.startsWith('no no ')).toBe(true);
  });
});

describe('a compressed stream', () => {
  it.each([
    ['gzip', () => createGzip({ flush: constants.Z_SYNC_FLUSH })],
    ['br', () => createBrotliCompress({ flush: constants.BROTLI_OPERATION_FLUSH })],
  ] as const)(
    'a %s stream delivers each event in the read that it came in',
    async (coding, create) => {
      const compressor = create();
      const { decoder, text } = collector();
      const undoing = decodeContent(coding, decoder);
      compressor.on('data', (bytes: Buffer) => undoing.read(bytes));
      for (let event = 1; event <= 3; event++) {
        compressor.write(`data: ${event}\n\n`);
        await once(compressor, 'data');
        expect(text().endsWith(`data: ${event}\n\n`)).toBe(true);
      }
      compressor.end();
      await once(compressor, 'end');
      undoing.end();
    },
  );

  it('a compressed stream keeps no view of its read buffer', () => {
    const { decoder, text } = collector();
    const undoing = decodeContent('gzip', decoder);
    const shared = Buffer.alloc(1);
    for (const byte of gzipSync(TEXT)) {
      shared[0] = byte;
      undoing.read(shared);
    }
    undoing.end();
    expect(text()).toBe(TEXT);
  });

  it('a stream whose bytes have another coding is corrupt', () => {
    const read = (): unknown => decode('gzip', [Buffer.from('data: 1\n\n, and it goes on')]);
    expect(read).toThrow(/^The body is not of its content-encoding gzip/);
  });

  it('a compressed stream may not unpack above the limit', () => {
    const bomb = gzipSync(Buffer.alloc(65 * 1024 * 1024));
    expect(() => decode('gzip', [bomb])).toThrow(/longer than 64 MiB/);
  });
});

describe('an unknown coding', () => {
  it('an unknown coding is reported by its name', () => {
    expect(() => decodeContent('zstd', collector().decoder)).toThrow(/content-encoding zstd/);
  });
});

describe('the text of a refusal', () => {
  const head = (coding: string) => ({ status: 429, headers: { 'content-encoding': coding } });

  it('the text of a compressed refusal is read, as far as it was kept', () => {
    const bytes = gzipSync('{"message":"Too many requests"}');
    expect(readText(head('gzip'), bytes)).toBe('{"message":"Too many requests"}');
    expect(readText(head('gzip'), bytes.subarray(0, bytes.length - 4))).toContain('Too many');
  });

  it('the text of a refusal names an unknown coding', () => {
    expect(readText(head('zstd'), Buffer.from('?'))).toContain('content-encoding zstd');
  });
});
