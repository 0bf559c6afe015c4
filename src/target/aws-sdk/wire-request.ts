import { buildQueryString, type HttpRequest } from '@smithy/core/protocols';
import { knownSecrets } from '../../secrets/known-secrets.ts';
import type { OutgoingRequest } from '../http/exchange.ts';

/** Converts a request of the SDK to one of our transport; throws if its body is no plain one. */
export function toWire(request: HttpRequest): OutgoingRequest {
  const { protocol, hostname, port, headers, body } = request;
  // The session token is secret, wherever the SDK found its credentials.
  knownSecrets.learn(headers['x-amz-security-token'] ?? '');
  const query = buildQueryString(request.query);
  const path = query === '' ? request.path : `${request.path}?${query}`;
  const origin = `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`;
  const content: unknown = body ?? '';
  if (typeof content === 'string' || content instanceof Uint8Array) {
    return { origin, path, headers, body: content };
  }
  throw new Error('the SDK made a request without a plain body');
}
