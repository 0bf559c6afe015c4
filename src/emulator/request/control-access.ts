import { isIP } from 'node:net';
import { isLoopback } from '../../target/network/loopback.ts';
import type { HttpExchange } from '../http/http-exchange.ts';

/**
 * Returns why a request to the control API is refused, in a sentence; undefined if it is allowed.
 *
 * A web page in a browser on this machine can send requests here: through a DNS name of its own
 * that resolves to this address (DNS rebinding), or directly, without access to the response.
 * Neither can at once name an address or `localhost` in Host, omit Origin and declare JSON.
 */
export function controlRejection({ method, headers }: HttpExchange): string | undefined {
  const host = headers[':authority'] ?? headers.host;
  if (!isLocalName(typeof host === 'string' ? host : '')) {
    return 'Use an IP address or localhost: the Host of this request is another name.';
  }
  if (headers.origin !== undefined && !isOwnOrigin(headers.origin, host)) {
    return `Pages of ${headers.origin} may not use this API.`;
  }
  if (method === 'POST' && !isJson(headers['content-type'])) {
    return 'Send the content type application/json.';
  }
  return undefined;
}

/** Whether a Host is an IP address or localhost: `127.0.0.1:4010`, `[::1]:4010`, `localhost`. */
function isLocalName(host: string): boolean {
  const name = host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
  return name === 'localhost' || name.endsWith('.localhost') || isIP(name) !== 0;
}

/** Whether an origin is a loopback host or the host of the request itself. */
function isOwnOrigin(origin: string, host: string | string[] | undefined): boolean {
  if (!/^https?:/.test(origin) || !URL.canParse(origin)) return false;
  const page = new URL(origin);
  return isLoopback(page.hostname.replace(/^\[(.*)\]$/, '$1')) || page.host === host;
}

function isJson(contentType: string | undefined): boolean {
  return contentType?.split(';', 1)[0]?.trim().toLowerCase() === 'application/json';
}
