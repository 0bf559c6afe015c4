import { constants } from 'node:http2';
import type { ClientHttp2Stream, IncomingHttpHeaders, IncomingHttpStatusHeader } from 'node:http2';
import { RESPONSE_LIMIT, tooLarge } from '../errors/response-limit.ts';
import type { Head } from '../http/response-head.ts';
import type { HeadWatch } from './head-watch.ts';

/** Minimum size of a head with too many headers, bytes; a frame that resets a stream has 13. */
const LEAST_HEAD = 128;
/**
 * nghttp2's error for more CONTINUATION frames after a head than it joins; its session ends with
 * it.
 */
const TOO_MANY_CONTINUATIONS = -905;
/** nghttp2's error for a head that it cannot decompress, from Node 22 on; its session ends with it. */
const PROTOCOL_ERROR = -505;

/** Converts the headers of a response; throws if they exceed the limit. */
export function readHttp2Head(received: IncomingHttpHeaders & IncomingHttpStatusHeader): Head {
  const headers: Record<string, string> = {};
  let size = 0;
  for (const [name, value] of Object.entries(received)) {
    if (name.startsWith(':') || value === undefined) continue;
    const text = Array.isArray(value) ? value.join(', ') : value;
    size += name.length + text.length;
    if (size > RESPONSE_LIMIT.head) throw tooLarge('head');
    headers[name] = text;
  }
  return { status: received[':status'] ?? 0, headers };
}

/**
 * Returns whether node:http2 gave up on the head: because of its length, or with a reset because of
 * its number of headers. `cause` is why the stream failed.
 */
export function isHeadTooLarge(
  cause: unknown,
  { rstCode }: Pick<ClientHttp2Stream, 'rstCode'>,
  { unreported }: Pick<HeadWatch, 'unreported'>,
): boolean {
  const errno = cause instanceof Error && 'errno' in cause ? cause.errno : undefined;
  if (errno === TOO_MANY_CONTINUATIONS) return true;
  if (errno === PROTOCOL_ERROR) return unreported >= RESPONSE_LIMIT.head;
  return rstCode === constants.NGHTTP2_ENHANCE_YOUR_CALM && unreported > LEAST_HEAD;
}
