import type { Decoder } from './decoder.ts';
import { parseJson } from './unreadable.ts';

/** Decodes a body that is one JSON value; `onRead` is told of each read, which says nothing yet. */
export function decodeJsonBody(onRead: () => void, onJson: (json: unknown) => void): Decoder {
  const reads: Uint8Array[] = [];
  return {
    read(bytes) {
      reads.push(Buffer.from(bytes));
      onRead();
    },
    end: () => onJson(parseJson(Buffer.concat(reads).toString('utf8'))),
  };
}
