import { Problem } from '../../problem/problem.ts';
import type { OutgoingRequest } from '../http/exchange.ts';
import type { Proxy } from '../network/proxy.ts';

const PATH = /^\/[\x21-\x7e]*$/;
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
/** Headers that the transport sets, about the connection and the body's framing. */
const TRANSPORT_HEADERS = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'expect',
  'te',
]);

/**
 * Serializes a request as HTTP/1.1, head and body together (RFC 9112). Throws a Problem if no
 * server could read it.
 *
 * For a proxy it writes the full URL (RFC 9112, 3.2.2) and the proxy's credentials. The content
 * length is always counted here; the request's own `host` header wins over the origin's, because it
 * may have been signed.
 */
export function requestBytes(
  { method, origin, path, headers, body }: OutgoingRequest,
  proxy?: Proxy,
): Buffer {
  if (!PATH.test(path)) throw unsendable(`its path is ${JSON.stringify(path)}`);
  let host = `host: ${origin.slice(origin.indexOf('//') + 2)}\r\n`;
  // Without this header a proxy may compress as it likes (RFC 9110, 12.5.3). It is not signed.
  let acceptEncoding = 'accept-encoding: identity\r\n';
  let lines = '';
  for (const name in headers) {
    const value = headers[name] ?? '';
    if (!NAME.test(name)) throw unsendable(`${JSON.stringify(name)} is no header's name`);
    if (!VALUE.test(value)) throw unsendable(`the header ${name} is ${JSON.stringify(value)}`);
    const lower = name.toLowerCase();
    if (TRANSPORT_HEADERS.has(lower))
      throw unsendable(`the header ${name} is the connection's own`);
    if (lower === 'host') host = `host: ${value}\r\n`;
    else if (lower === 'accept-encoding') acceptEncoding = `${name}: ${value}\r\n`;
    else if (lower !== 'content-length') lines += `${name}: ${value}\r\n`;
  }
  const target = proxy === undefined ? path : origin + path;
  if (proxy?.authorization !== undefined) {
    lines += `proxy-authorization: ${proxy.authorization}\r\n`;
  }
  const length = typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength;
  const head = `${method ?? 'POST'} ${target} HTTP/1.1\r\n${host}connection: keep-alive\r\n${acceptEncoding}${lines}content-length: ${length}\r\n\r\n`;
  const bytes = Buffer.allocUnsafe(head.length + length);
  bytes.write(head, 'latin1');
  if (typeof body === 'string') bytes.write(body, head.length, 'utf8');
  else bytes.set(body, head.length);
  return bytes;
}

function unsendable(why: string): Problem {
  return new Problem(`The request cannot be written as HTTP: ${why}.`, {
    remedy: "Check the target's url and headers.",
  });
}
