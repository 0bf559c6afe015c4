import type { OutgoingHttpHeaders } from 'node:http2';
import { Problem } from '../../problem/problem.ts';
import type { OutgoingRequest } from '../http/exchange.ts';

/** A request as HTTP/2 frames it: headers and a body. */
export interface Http2Request {
  readonly headers: OutgoingHttpHeaders;
  readonly body: Uint8Array;
}

/**
 * Headers that HTTP/2 replaces by frames; a message with one of them is malformed (RFC 9113,
 * 8.2.2).
 */
const HTTP1_HEADERS = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
  'te',
]);

/**
 * Converts a request to HTTP/2; throws a Problem if HTTP/2 cannot carry it. Its `host` header,
 * which may be signed, becomes the authority.
 */
export function http2Request({
  method,
  origin,
  path,
  headers,
  body,
}: OutgoingRequest): Http2Request {
  const scheme = origin.slice(0, origin.indexOf(':'));
  const framed: OutgoingHttpHeaders = {
    ':method': method ?? 'POST',
    ':scheme': scheme,
    ':authority': origin.slice(scheme.length + '://'.length),
    ':path': path,
    // Without this header a proxy may compress as it likes (RFC 9110, 12.5.3). It is not signed.
    'accept-encoding': 'identity',
  };
  for (const [rawName, value] of Object.entries(headers)) {
    const name = rawName.toLowerCase();
    if (HTTP1_HEADERS.has(name)) {
      throw new Problem(`The request cannot be written as HTTP/2: it has the header ${rawName}.`, {
        remedy: "Leave it out of the target's headers, or use transport: http1.",
      });
    }
    framed[name === 'host' ? ':authority' : name] = value;
  }
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  framed['content-length'] = String(bytes.byteLength);
  return { headers: framed, body: bytes };
}
