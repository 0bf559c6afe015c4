import type { Service } from '../../scenario/target/target-spec.ts';
import { createCredential } from './authenticator.ts';
import { createCustomApi } from './json-api.ts';
import { jsonHeaders } from './json-headers.ts';
import { createReception } from '../decode/reply-builder.ts';
import type { Head } from '../http/response-head.ts';
import { serviceUrl } from '../network/service-url.ts';
import type { Target } from '../contract/target.ts';
import type { Transport } from '../connection/transport.ts';
import type { Wiring } from '../contract/client-config.ts';

/** An Http is the `ask` of any HTTP API that takes JSON and answers JSON, or events of JSON. */
export type Http = Target['ask'];

export async function createHttp(
  service: Extract<Service, { kind: 'http' }>,
  wiring: Wiring,
  transport: Transport,
): Promise<Http> {
  const { origin, path } = serviceUrl(service.url, wiring, { query: service.query });
  const headers = jsonHeaders(service);
  const prove = await createCredential(service.auth, wiring, service.url);
  const api = createCustomApi(service);

  return async (query, call) => {
    const reception = createReception((head, emit) => api.decode(emit, isFramed(head)));
    const request = await prove({ origin, path, headers, body: api.bodyOf(query) });
    return reception.reply(await transport.exchange(request, call, reception.receiver));
  };
}

/** Whether a body that was cut can be told from a whole one (RFC 9112, 6.3). */
function isFramed({ headers }: Head): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
}
