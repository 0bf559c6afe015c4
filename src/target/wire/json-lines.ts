import { StringDecoder } from 'node:string_decoder';
import { tryParseJson } from '../../json/try-parse-json.ts';
import type { Decoder } from '../delta/decoder.ts';
import { parseJson } from '../errors/decode-error.ts';
import { RESPONSE_LIMIT, tooLarge } from '../errors/response-limit.ts';

/**
 * Decodes lines of JSON, however the reads cut them.
 *
 * The last line may lack its newline; if it is no JSON it was cut, and is left out.
 */
export function decodeJsonLines(onJson: (json: unknown) => void): Decoder {
  const text = new StringDecoder('utf8');
  /** The line under way, in the parts it came in: joined once, however many there are. */
  let parts: string[] = [];
  let size = 0;
  let begun = false;

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
      const lines = (begun ? read : read.replace(/^\uFEFF/, '')).split('\n');
      begun ||= read !== '';
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

/** Whether a text is JSON, and so was not cut. */
export function isJson(text: string): boolean {
  return tryParseJson(text) !== undefined;
}
