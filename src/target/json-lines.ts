import { StringDecoder } from 'node:string_decoder';
import type { Decoder } from './decoder.ts';
import { parseJson } from './unreadable.ts';

/**
 * Decodes lines of JSON, however the reads cut them.
 *
 * The last line may lack its newline; if it is no JSON it was cut, and is left out.
 */
export function decodeJsonLines(onJson: (json: unknown) => void): Decoder {
  const text = new StringDecoder('utf8');
  let rest = '';
  let begun = false;
  return {
    read(bytes) {
      const read = text.write(bytes);
      const lines = (rest + (begun ? read : read.replace(/^\uFEFF/, ''))).split('\n');
      begun ||= read !== '';
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (line.trim() !== '') onJson(parseJson(line));
      }
    },
    end() {
      const last = rest + text.end();
      if (isJson(last)) onJson(parseJson(last));
    },
  };
}

/** Whether a text is JSON, and so was not cut. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
