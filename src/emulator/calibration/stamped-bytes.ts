import { crc32 } from 'node:zlib';

/** Bytes built in advance, except for instants that are known only when they are sent. */
export interface StampedBytes {
  /** Writes the instants into the bytes and returns them; valid until the next call. */
  stamp(received: Instant, sent: Instant): Buffer;
  /** Continues with a copy, because the bytes last stamped are still being read. */
  retire(): void;
}

/** An instant of the machine's monotonic clock, as `process.hrtime()` returns it. */
export type Instant = readonly [seconds: number, nanoseconds: number];

/**
 * Placeholders for an instant's 18 digits, nanoseconds since the machine's start: when the request
 * was received, and when these bytes were sent.
 */
export const RECEIVED = '777777777777777777';
export const SENT = '888888888888888888';

export interface Parts {
  readonly before: Uint8Array;
  /** Holds `SENT` and perhaps `RECEIVED`, plain or in base64. */
  readonly event: Uint8Array;
  readonly after: Uint8Array;
  /** The event ends in the CRC-32 of all its bytes before (AWS event stream encoding). */
  readonly checksum: boolean;
}

/**
 * Returns undefined where the placeholders are not found, because base64 does not align with them.
 */
export function stampedBytes({ before, event, after, checksum }: Parts): StampedBytes | undefined {
  let bytes = Buffer.concat([before, event, after]);
  const sentHole = findHole(bytes, SENT);
  const receivedHole = findHole(bytes, RECEIVED);
  if (sentHole === undefined) return undefined;
  const end = before.length + event.length - 4;
  const view = (): Buffer => bytes.subarray(before.length, end);
  let checked = view();
  return {
    stamp(received, sent) {
      if (receivedHole !== undefined) write(bytes, receivedHole, received);
      write(bytes, sentHole, sent);
      if (checksum) bytes.writeUInt32BE(crc32(checked), end);
      return bytes;
    },
    retire() {
      bytes = Buffer.from(bytes);
      checked = view();
    },
  };
}

/** All groups of three digits, plain or as the four characters of their base64. */
interface Alphabet {
  readonly width: number;
  readonly groups: Buffer;
}

const THOUSANDS = Array.from({ length: 1000 }, (_, n) => String(n).padStart(3, '0'));
const PLAIN: Alphabet = { width: 3, groups: Buffer.from(THOUSANDS.join('')) };
const BASE64: Alphabet = { width: 4, groups: Buffer.from(THOUSANDS.map(toBase64).join('')) };

interface Hole {
  readonly at: number;
  readonly alphabet: Alphabet;
}

function findHole(bytes: Buffer, marker: string): Hole | undefined {
  const plain = bytes.indexOf(marker);
  if (plain >= 0) return { at: plain, alphabet: PLAIN };
  const hidden = bytes.indexOf(toBase64(marker));
  return hidden >= 0 ? { at: hidden, alphabet: BASE64 } : undefined;
}

function toBase64(text: string): string {
  return Buffer.from(text).toString('base64');
}

function write(bytes: Buffer, { at, alphabet }: Hole, [seconds, nanoseconds]: Instant): void {
  const { width } = alphabet;
  writeNine(bytes, at, alphabet, seconds);
  writeNine(bytes, at + 3 * width, alphabet, nanoseconds);
}

function writeNine(bytes: Buffer, at: number, { width, groups }: Alphabet, value: number): void {
  let rest = value;
  for (let group = 2; group >= 0; group--) {
    const from = (rest % 1000) * width;
    const to = at + group * width;
    // Buffer.copy costs more than a loop over three or four bytes.
    for (let n = 0; n < width; n++) bytes[to + n] = groups[from + n] ?? 0;
    rest = Math.floor(rest / 1000);
  }
}
