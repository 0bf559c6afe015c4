import { crc32 } from 'node:zlib';
import { EventStreamCodec } from '@smithy/core/event-streams';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DecodeError } from '../../../src/target/errors/decode-error.ts';
import { RESPONSE_LIMIT } from '../../../src/target/errors/response-limit.ts';
import { decodeFrames } from '../../../src/target/wire/event-stream.ts';
import type { Frame } from '../../../src/target/wire/event-stream.ts';

const MESSAGE_START =
  '000000760000005296d5fade0b3a6576656e742d7479706507000c6d65737361676553746172740d3a636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e0d3a6d6573736167652d747970650700056576656e747b22726f6c65223a22617373697374616e74227d6fa8c599';
const THROTTLING =
  '0000008300000061a9d144e50f3a657863657074696f6e2d747970650700137468726f74746c696e67457863657074696f6e0d3a636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e0d3a6d6573736167652d74797065070009657863657074696f6e7b226d657373616765223a22736c6f77227d9350311c';

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes).toString('utf8'),
  (text) => new Uint8Array(Buffer.from(text, 'utf8')),
);

function encode(headers: Record<string, string>, payload: string): Buffer {
  const typed = Object.entries(headers).map(
    ([name, value]) => [name, { type: 'string' as const, value }] as const,
  );
  return Buffer.from(
    codec.encode({ headers: Object.fromEntries(typed), body: Buffer.from(payload) }),
  );
}

/** Returns the frames of some reads, payloads as text. */
function decode(reads: readonly Buffer[]): { headers: Frame['headers']; payload: string }[] {
  const frames: { headers: Frame['headers']; payload: string }[] = [];
  const decoder = decodeFrames(({ headers, payload }) => {
    frames.push({ headers, payload: payload.toString('utf8') });
  });
  for (const read of reads) decoder.read(read);
  decoder.end();
  return frames;
}

/** Cuts bytes at the given places. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const edges = [0, ...places.map((place) => place % bytes.length).sort((a, b) => a - b)];
  return edges.map((edge, index) => bytes.subarray(edge, edges[index + 1] ?? bytes.length));
}

describe('decodeFrames', () => {
  it('decodeFrames reads the golden event', () => {
    expect(decode([Buffer.from(MESSAGE_START, 'hex')])).toEqual([
      {
        headers: {
          ':event-type': 'messageStart',
          ':content-type': 'application/json',
          ':message-type': 'event',
        },
        payload: '{"role":"assistant"}',
      },
    ]);
  });

  it('decodeFrames reads the golden exception', () => {
    const [frame] = decode([Buffer.from(THROTTLING, 'hex')]);
    expect(frame?.headers[':exception-type']).toBe('throttlingException');
    expect(frame?.payload).toBe('{"message":"slow"}');
  });

  it('decodeFrames gives the same frames from reads cut at any byte', () => {
    const frame = fc.record({
      headers: fc.dictionary(fc.stringMatching(/^:?[a-z-]{1,20}$/), fc.string({ maxLength: 40 })),
      payload: fc.string({ maxLength: 200, unit: 'grapheme' }),
    });
    fc.assert(
      fc.property(
        fc.array(frame, { minLength: 1, maxLength: 5 }),
        fc.array(fc.nat(), { maxLength: 12 }),
        (frames, places) => {
          const bytes = Buffer.concat(frames.map((each) => encode(each.headers, each.payload)));
          expect(decode(cut(bytes, places))).toEqual(frames.map((each) => ({ ...each })));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('decodeFrames skips headers that are not strings', () => {
    const bytes = codec.encode({
      headers: {
        yes: { type: 'boolean', value: true },
        when: { type: 'timestamp', value: new Date(0) },
        raw: { type: 'binary', value: new Uint8Array([1, 2, 3]) },
        id: { type: 'uuid', value: '01234567-89ab-cdef-0123-456789abcdef' },
        small: { type: 'short', value: 7 },
        name: { type: 'string', value: 'last' },
      },
      body: new Uint8Array(),
    });
    expect(decode([Buffer.from(bytes)])).toEqual([{ headers: { name: 'last' }, payload: '' }]);
  });

  it('decodeFrames refuses a frame with any bit flipped', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: 7 }), (place, bit) => {
        const bytes = Buffer.from(MESSAGE_START, 'hex');
        const at = place % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
        expect(() => decode([bytes])).toThrow('does not match its bytes');
      }),
      { numRuns: 100 },
    );
  });

  it('decodeFrames delivers the intact frames before a damaged one', () => {
    const bad = Buffer.from(THROTTLING, 'hex');
    bad[100] = 0;
    const frames: string[] = [];
    const decoder = decodeFrames(({ payload }) => frames.push(payload.toString()));
    const both = Buffer.concat([Buffer.from(MESSAGE_START, 'hex'), bad]);
    expect(() => decoder.read(both)).toThrow('checksum');
    expect(frames).toEqual(['{"role":"assistant"}']);
  });

  it('a stream that ends inside a frame is cut', () => {
    const bytes = Buffer.from(MESSAGE_START, 'hex');
    expect(() => decode([bytes.subarray(0, 50)])).toThrow('in the middle of an event');
  });

  it('a forged frame with correct checksums is read or throws a DecodeError', () => {
    const small = fc.oneof(fc.nat(40), fc.nat(0xffff), fc.nat(0xffffffff));
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 60 }),
        fc.option(small, { nil: undefined }),
        fc.option(small, { nil: undefined }),
        fc.array(fc.nat(), { maxLength: 4 }),
        (body, total, headersLength, places) => {
          const bytes = forge(Buffer.from(body), { total, headersLength });
          expectReadOrDecodeError([bytes]);
          expectReadOrDecodeError(cut(bytes, places));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['a name longer than the headers', [200, 0x61], /not framed/],
    ['a name and no type', [1, 0x61], /not framed/],
    ['a type that is none of the ten', [1, 0x61, 10, 0, 0], /not framed/],
    ['a text without its length', [1, 0x61, 7, 0], /not framed/],
    ['a text longer than the headers', [1, 0x61, 7, 0xff, 0xff, 0x62], /not framed/],
    ['a number that is cut', [1, 0x61, 4, 0, 0], /not framed/],
  ])('a frame whose headers hold %s is unreadable', (_, headers, message) => {
    const bytes = forge(Buffer.from(headers), { headersLength: headers.length });
    expect(() => decode([bytes])).toThrow(expect.objectContaining({ name: 'UnreadableAnswer' }));
    expect(() => decode([bytes])).toThrow(message);
  });

  it('a frame above the limit is refused as soon as its length is there', () => {
    const prelude = forge(Buffer.alloc(0), { total: RESPONSE_LIMIT.frame + 1 }).subarray(0, 12);
    expect(() => decode([prelude])).toThrow(expect.objectContaining({ name: 'AnswerTooLarge' }));
    const most = forge(Buffer.alloc(0), { total: RESPONSE_LIMIT.frame }).subarray(0, 12);
    expect(() => decode([most])).toThrow(/ended in the middle/);
  });

  it('headers above the limit are refused', () => {
    const headers = Buffer.alloc(RESPONSE_LIMIT.frameHeaders + 3, Buffer.from([1, 0x61, 0]));
    expect(() => decode([forge(headers, { headersLength: headers.length })])).toThrow(/headers/);
  });
});

/** Builds a frame with any bytes after its prelude, the given lengths and correct checksums. */
function forge(
  body: Buffer,
  {
    total = body.length + 16,
    headersLength = body.length,
  }: { total?: number | undefined; headersLength?: number | undefined },
): Buffer {
  const bytes = Buffer.alloc(body.length + 16);
  bytes.writeUInt32BE(total, 0);
  bytes.writeUInt32BE(headersLength, 4);
  bytes.writeUInt32BE(crc32(bytes.subarray(0, 8)), 8);
  body.copy(bytes, 12);
  const end = total >= 16 && total <= bytes.length ? total - 4 : bytes.length - 4;
  bytes.writeUInt32BE(crc32(bytes.subarray(0, end)), end);
  return bytes;
}

function expectReadOrDecodeError(reads: readonly Buffer[]): void {
  try {
    decode(reads);
  } catch (error) {
    expect(error).toBeInstanceOf(DecodeError);
  }
}
