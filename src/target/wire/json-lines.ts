import { StringDecoder } from 'node:string_decoder';
import { tryParseJson } from '../../json/try-parse-json.ts';
import type { Decoder } from '../delta/decoder.ts';
import { parseJson } from '../errors/decode-error.ts';
import { RESPONSE_LIMIT, tooLarge } from '../errors/response-limit.ts';

/**
 * Decodes lines of JSON from reads cut at any byte.
 *
 * The last line may lack its newline; if it is not JSON it was truncated, and is dropped.
 */
export function decodeJsonLines(onJson: (json: unknown) => void): Decoder {
  const text = new StringDecoder('utf8');
  /** The parts of the current line: joined once, however many there are. */
  let parts: string[] = [];
  let size = 0;
  let started = false;

  function hold(part: string): void {
    if (part === '') return;
    parts.push(part);
    size += part.length;
    if (size > RESPONSE_LIMIT.event) throw tooLarge('event');
  }
  function take(): string {
    const line = parts.join('');
    parts = [];
    size = 0;
    return line;
  }

  return {
    read(bytes) {
      const read = text.write(bytes);
      const lines = (started ? read : read.replace(/^\uFEFF/, '')).split('\n');
      started ||= read !== '';
      const rest = lines.pop() ?? '';
      for (const end of lines) {
        hold(end);
        const line = take();
        if (line.trim() !== '') onJson(parseJson(line));
      }
      hold(rest);
    },
    end() {
      hold(text.end());
      const last = take();
      if (isJson(last)) onJson(parseJson(last));
    },
  };
}

/** Returns whether a text is valid JSON, and so not truncated. */
export function isJson(text: string): boolean {
  return tryParseJson(text) !== undefined;
}
