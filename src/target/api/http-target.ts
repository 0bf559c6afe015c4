import type { ServiceSpec } from '../../scenario/target/target-spec.ts';
import type { Transport } from '../connection/transport.ts';
import type { ClientConfig } from '../contract/client-config.ts';
import type { Target } from '../contract/target.ts';
import { createReplyBuilder } from '../decode/reply-builder.ts';
import type { Head } from '../http/response-head.ts';
import { serviceUrl } from '../network/service-url.ts';
import { createAuthenticator } from './authenticator.ts';
import { createJsonApi } from './json-api.ts';
import { jsonHeaders } from './json-headers.ts';

/** Creates the `ask` of any HTTP API that takes JSON and answers with JSON or events of JSON. */
export async function createHttpTarget(
  service: Extract<ServiceSpec, { kind: 'http' }>,
  clientConfig: ClientConfig,
  transport: Transport,
): Promise<Target['ask']> {
  const { origin, path } = serviceUrl(service.url, clientConfig, { query: service.query });
  const headers = jsonHeaders(service);
  const authenticate = await createAuthenticator(service.auth, clientConfig, service.url);
  const api = createJsonApi(service);

  return async (query, call) => {
    const replyBuilder = createReplyBuilder((head, emit) => api.decode(emit, isFramed(head)));
    const request = await authenticate({ origin, path, headers, body: api.bodyOf(query) });
    return replyBuilder.reply(await transport.exchange(request, call, replyBuilder.receiver));
  };
}

/** Returns whether a truncated body can be told from a complete one (RFC 9112, 6.3). */
function isFramed({ headers }: Head): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
}
