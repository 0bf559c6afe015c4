import { isIP } from 'node:net';
import { isLoopback } from '../../target/network/loopback.ts';
import type { HttpExchange } from '../http/http-exchange.ts';

/**
 * Why a request may not come in by the emulator's own door, in a sentence; undefined where it may.
 *
 * A page in a browser of this machine can send requests here: by a name of its own that it points at
 * this address (DNS rebinding), or straight, without reading what comes back. Neither can name an
 * address or `localhost` in Host, send no Origin, and declare JSON at once.
 */
export function controlRejection({ method, headers }: HttpExchange): string | undefined {
  const host = headers[':authority'] ?? headers.host;
  if (!isLocalName(typeof host === 'string' ? host : '')) {
    return 'Ask by an address or by localhost: the Host of this request is another name.';
  }
  if (headers.origin !== undefined && !isOwnOrigin(headers.origin, host)) {
    return `Pages of ${headers.origin} may not ask here.`;
  }
  if (method === 'POST' && !isJson(headers['content-type'])) {
    return 'Send the content type application/json.';
  }
  return undefined;
}

/** `127.0.0.1:4010`, `[::1]:4010`, `localhost`. */
function isLocalName(host: string): boolean {
  const name = host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
  return name === 'localhost' || name.endsWith('.localhost') || isIP(name) !== 0;
}

/** A page of this machine, or of the emulator's own address; another machine's address is foreign. */
function isOwnOrigin(origin: string, host: string | string[] | undefined): boolean {
  if (!/^https?:/.test(origin) || !URL.canParse(origin)) return false;
  const page = new URL(origin);
  return isLoopback(page.hostname.replace(/^\[(.*)\]$/, '$1')) || page.host === host;
}

function isJson(contentType: string | undefined): boolean {
  return contentType?.split(';', 1)[0]?.trim().toLowerCase() === 'application/json';
}
