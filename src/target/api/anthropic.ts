import { mergePatch } from '../../scenario/target/request-shape.ts';
import type { ServiceSpec } from '../../scenario/target/target-spec.ts';
import type { Transport } from '../connection/transport.ts';
import type { ClientConfig } from '../contract/client-config.ts';
import type { Target } from '../contract/target.ts';
import { decodeSseAnswer, decodeWhole } from '../decode/answer-decoder.ts';
import { createReplyBuilder } from '../decode/reply-builder.ts';
import { anthropic } from '../dialect/anthropic.ts';
import { serviceUrl } from '../network/service-url.ts';
import { createAuthenticator } from './authenticator.ts';
import { jsonHeaders } from './json-headers.ts';
import { requestQuirksOf } from './model-wording.ts';

/** Creates the `ask` of the Messages API, at Anthropic's own address or bedrock-mantle's. */
export async function createAnthropic(
  service: Extract<ServiceSpec, { kind: 'anthropic' }>,
  clientConfig: ClientConfig,
  transport: Transport,
): Promise<Target['ask']> {
  const { origin, path } = serviceUrl(service.url, clientConfig, {
    end: '/messages',
    query: service.query,
  });
  const headers = { 'anthropic-version': '2023-06-01', ...jsonHeaders(service) };
  const authenticate = await createAuthenticator(service.auth, clientConfig, service.url);
  const decode = service.stream ? decodeSseAnswer : decodeWhole;

  const quirks = requestQuirksOf(service.model, 'messages');
  const byTool = quirks.structured !== 'format';

  return async (query, call) => {
    const structured = byTool && query.output !== undefined;
    const replyBuilder = createReplyBuilder(
      (_, emit) => decode(anthropic, structured, emit),
      service.model,
    );
    // Only Bedrock wants the version in the body and the model outside it.
    const { anthropic_version: _, ...members } = anthropic.body(query, quirks);
    const base = { model: service.model, ...members, stream: service.stream };
    const body = JSON.stringify(mergePatch(base, service.request));
    const request = await authenticate({ origin, path, headers, body });
    return replyBuilder.reply(await transport.exchange(request, call, replyBuilder.receiver));
  };
}
