import { StringDecoder } from 'node:string_decoder';
import { createParser } from 'eventsource-parser';
import type { Decoder } from '../delta/decoder.ts';
import { RESPONSE_LIMIT, tooLarge } from '../errors/response-limit.ts';

/** The content of one server-sent event. */
export interface SseEvent {
  readonly data: string;
  /** Its name, if it has one. */
  readonly event: string | undefined;
  /**
   * The body ended without the blank line after the event: it is the last, and may be truncated.
   */
  readonly unclosed: boolean;
}

/** The colon, the space and the line ends around a comment. */
const COMMENT_MARKS = 4;

/**
 * Decodes server-sent events (WHATWG HTML, server-sent events).
 *
 * The standard drops an event without its closing blank line. Some servers forget that line, so the
 * event is delivered, and its reader must check whether it is complete.
 */
export function decodeSse(onEvent: (event: SseEvent) => void): Decoder {
  const text = new StringDecoder('utf8');
  let started = false;
  let unclosed = false;
  /**
   * Characters since the last event ended, over all lines: many short lines cost far more than
   * their text.
   */
  let open = 0;
  const parser = createParser({
    onEvent({ data, event }) {
      open = 0;
      onEvent({ data, event, unclosed });
    },
    // Services send comments to keep a connection alive while a model thinks.
    onComment(comment) {
      open = Math.max(0, open - comment.length - COMMENT_MARKS);
    },
    // Unknown fields are skipped, as the standard says.
    onError({ type }) {
      if (type === 'max-buffer-size-exceeded') throw tooLarge('event');
    },
    maxBufferSize: RESPONSE_LIMIT.event,
  });
  const feed = (decoded: string): void => {
    if (decoded === '') return;
    // The parser recognizes a byte order mark only as bytes.
    open += decoded.length;
    parser.feed(started || !decoded.startsWith('\uFEFF') ? decoded : decoded.slice(1));
    started = true;
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
