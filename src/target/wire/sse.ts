import { StringDecoder } from 'node:string_decoder';
import { createParser } from 'eventsource-parser';
import type { Decoder } from '../delta/decoder.ts';
import { RESPONSE_LIMIT, tooLarge } from '../errors/response-limit.ts';

/** An SseEvent is what one server-sent event holds. */
export interface SseEvent {
  readonly data: string;
  /** Its name, where it has one. */
  readonly event: string | undefined;
  /** The body ended without the blank line behind it: it is the last, and may have been cut. */
  readonly unclosed: boolean;
}

/** The colon, the blank and the line ends around a comment. */
const COMMENT_MARKS = 4;

/**
 * Decodes server-sent events (WHATWG HTML, server-sent events).
 *
 * The standard leaves out an event that lacks its closing blank line. Servers forget that line, so
 * that the event is handed over, and whoever reads it has to see whether it is whole.
 */
export function decodeSse(onEvent: (event: SseEvent) => void): Decoder {
  const text = new StringDecoder('utf8');
  let begun = false;
  let unclosed = false;
  /** Characters since the last event ended, of whatever lines: many short ones cost far more than their text. */
  let open = 0;
  const parser = createParser({
    onEvent({ data, event }) {
      open = 0;
      onEvent({ data, event, unclosed });
    },
    // Services keep a connection alive by them, for as long as a model thinks.
    onComment(comment) {
      open = Math.max(0, open - comment.length - COMMENT_MARKS);
    },
    // Fields that it does not know are passed over, as the standard has it.
    onError({ type }) {
      if (type === 'max-buffer-size-exceeded') throw tooLarge('event');
    },
    maxBufferSize: RESPONSE_LIMIT.event,
  });
  const feed = (decoded: string): void => {
    if (decoded === '') return;
    // A byte order mark may stand in front; the parser knows it as bytes alone.
    open += decoded.length;
    parser.feed(begun || !decoded.startsWith('\uFEFF') ? decoded : decoded.slice(1));
    begun = true;
    if (open > RESPONSE_LIMIT.event) throw tooLarge('event');
  };
  return {
    read: (bytes) => feed(text.write(bytes)),
    end() {
      feed(text.end());
      unclosed = true;
      parser.feed('\n\n');
    },
  };
}
