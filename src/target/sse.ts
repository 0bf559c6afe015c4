import { StringDecoder } from 'node:string_decoder';
import { createParser } from 'eventsource-parser';
import type { Decoder } from './decoder.ts';

/**
 * Decodes server-sent events, handing over the data of each (WHATWG HTML, server-sent events).
 *
 * An event that lacks its closing blank line was cut and is left out, as the standard says.
 */
export function decodeSse(onData: (data: string) => void): Decoder {
  const text = new StringDecoder('utf8');
  const parser = createParser({ onEvent: ({ data }) => onData(data) });
  return {
    read: (bytes) => parser.feed(text.write(bytes)),
    end: () => parser.feed(text.end()),
  };
}
