import type { OutgoingHttpHeaders } from 'node:http2';
import { Problem } from '../../problem/problem.ts';
import type { OutgoingRequest } from '../http/exchange.ts';

/** An Http2Request is a request as HTTP/2 frames it: a list of headers, and a body. */
export interface Http2Request {
  readonly headers: OutgoingHttpHeaders;
  readonly body: Uint8Array;
}

/** HTTP/2 has frames in place of these, and takes a message that holds one for malformed (RFC 9113, 8.2.2). */
const OF_HTTP1 = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
  'te',
]);

/** Frames a request; one that HTTP/2 cannot carry is a Problem. Its `host`, which may be signed, is the authority. */
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
    // Asked for nothing, a proxy may compress as it likes (RFC 9110, 12.5.3). It is not signed.
    'accept-encoding': 'identity',
  };
  for (const [given, value] of Object.entries(headers)) {
    const name = given.toLowerCase();
    if (OF_HTTP1.has(name)) {
      throw new Problem(`The request cannot be written as HTTP/2: it has the header ${given}.`, {
        remedy: "Leave it out of the target's headers, or use transport: http1.",
      });
    }
    framed[name === 'host' ? ':authority' : name] = value;
  }
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  framed['content-length'] = String(bytes.byteLength);
  return { headers: framed, body: bytes };
}
