import type { Decoder } from '../delta/decoder.ts';
import { parseJson, DecodeError } from '../errors/decode-error.ts';
import { RESPONSE_LIMIT, tooLarge } from '../errors/response-limit.ts';

/**
 * Decodes a body that is one JSON value; `onRead` is called for each read, before anything can be
 * parsed.
 */
export function decodeJsonBody(onRead: () => void, onJson: (json: unknown) => void): Decoder {
  const reads: Uint8Array[] = [];
  let size = 0;
  return {
    read(bytes) {
      size += bytes.length;
      if (size > RESPONSE_LIMIT.body) throw tooLarge('body');
      reads.push(Buffer.from(bytes));
      onRead();
    },
    end() {
      const text = Buffer.concat(reads)
        .toString('utf8')
        .replace(/^\uFEFF/, '');
      if (text.trim() === '') {
        throw new DecodeError('UnreadableAnswer', 'There is no answer: the body is empty.');
      }
      onJson(parseJson(text));
    },
  };
}
