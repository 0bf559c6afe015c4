import { tryParseJson } from '../../json/try-parse-json.ts';
import type { Decoder } from '../delta/decoder.ts';
import type { Emit } from '../delta/delta.ts';
import { parseJson, DecodeError } from '../errors/decode-error.ts';
import { readBareError, readErrorEvent } from '../errors/error-event.ts';
import { previewJson } from '../errors/redacted-preview.ts';
import { RESPONSE_LIMIT, tooLarge } from '../errors/response-limit.ts';

/**
 * Decodes a body that should be a stream. Services answer under HTTP 200 with one JSON text
 * instead, an error or a whole answer, and proxies with a page: none of these is a stream, and each
 * fails with its own message.
 */
type StreamBody = Decoder;

const SPACE = new Set([0x09, 0x0a, 0x0d, 0x20, 0xef, 0xbb, 0xbf]);
/** `{`, `[` and `<` begin JSON and pages, but neither a server-sent event nor a frame. */
const TEXT = new Set([0x7b, 0x5b, 0x3c]);

export function decodeStreamBody(stream: Decoder, emit: Emit): StreamBody {
  let text: Buffer[] | undefined;
  let size = 0;
  let isStream = false;
  return {
    read(bytes) {
      if (isStream) return stream.read(bytes);
      if (text === undefined) {
        const first = bytes.find((byte) => !SPACE.has(byte));
        if (first !== undefined && TEXT.has(first)) text = [];
        else isStream = first !== undefined;
      }
      if (text === undefined) return stream.read(bytes);
      emit({});
      size += bytes.length;
      if (size > RESPONSE_LIMIT.body) throw tooLarge('body');
      text.push(Buffer.from(bytes));
    },
    end() {
      if (text === undefined) return stream.end();
      refuse(Buffer.concat(text).toString('utf8').trim(), emit);
    },
  };
}

function refuse(text: string, emit: Emit): void {
  const json = parseJson(firstLineOf(text));
  const failure = readErrorEvent(json) ?? readBareError(json);
  if (failure !== undefined) return emit({ failure });
  throw wholeAnswer(json);
}

export function wholeAnswer(json: unknown): DecodeError {
  return new DecodeError(
    'UnreadableAnswer',
    `A whole JSON answer came where a stream was asked: ${previewJson(json)}`,
  );
}

/** Returns the first of several lines of JSON; the text itself if it is one JSON value. */
function firstLineOf(text: string): string {
  if (tryParseJson(text) !== undefined) return text;
  return /^[{[].*[}\]]$/m.exec(text.split('\n', 1)[0] ?? '')?.[0] ?? text;
}
