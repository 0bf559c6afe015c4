import { crc32 } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Instant,
  RECEIVED,
  SENT,
  type StampedBytes,
  stampedBytes,
} from '../../../src/emulator/calibration/stamped-bytes.ts';
import { eventFrame } from '../../../src/emulator/stream/event-frame.ts';

const NOTHING = new Uint8Array();
const EARLIER: Instant = [4711, 711_461_855];
const LATER: Instant = [4712, 5];

function made(event: Uint8Array, checksum = false): StampedBytes {
  const parts = { before: Buffer.from('before '), event, after: Buffer.from(' after'), checksum };
  const bytes = stampedBytes(parts);
  if (bytes === undefined) throw new Error('no instant was found');
  return bytes;
}

describe('stamped bytes', () => {
  it('stamped bytes hold the instants as eighteen digits of nanoseconds', () => {
    const bytes = made(Buffer.from(`${RECEIVED} ${SENT}`));
    expect(bytes.stamp(EARLIER, LATER).toString()).toBe(
      'before 000004711711461855 000004712000000005 after',
    );
  });

  it('stamped bytes hold the instants in base64 where they are aligned', () => {
    const bytes = made(Buffer.from(Buffer.from(`abc${SENT}, and on`).toString('base64')));
    const [, event = ''] = bytes.stamp(EARLIER, LATER).toString().split(' ');
    expect(Buffer.from(event, 'base64').toString()).toBe('abc000004712000000005, and on');
  });

  it('stamped bytes are undefined where base64 hides the placeholder', () => {
    const event = Buffer.from(Buffer.from(`a${SENT}`).toString('base64'));
    expect(
      stampedBytes({ before: NOTHING, event, after: NOTHING, checksum: false }),
    ).toBeUndefined();
  });

  it('stamped bytes have the right frame checksum for any instant', () => {
    const event = eventFrame('chunk', Buffer.from(`{"text":"${SENT}"}`));
    const bytes = made(event, true);
    const seconds = fc.integer({ min: 0, max: 999_999_999 });
    fc.assert(
      fc.property(seconds, seconds, (wholeSeconds, nanoseconds) => {
        const frame = bytes
          .stamp(EARLIER, [wholeSeconds, nanoseconds])
          .subarray(7, 7 + event.length);
        expect(frame.toString('latin1')).toContain(
          `${String(wholeSeconds).padStart(9, '0')}${String(nanoseconds).padStart(9, '0')}`,
        );
        expect(frame.readUInt32BE(frame.length - 4)).toBe(crc32(frame.subarray(0, -4)));
      }),
    );
  });

  it('retired bytes do not change with the next stamp', () => {
    const bytes = made(Buffer.from(SENT));
    const kept = bytes.stamp(EARLIER, EARLIER);
    bytes.retire();
    const next = bytes.stamp(EARLIER, LATER);
    expect(kept.toString()).toBe('before 000004711711461855 after');
    expect(next.toString()).toBe('before 000004712000000005 after');
  });
});
