import { mergePatch } from '../../scenario/target/request-shape.ts';
import type { ServiceSpec } from '../../scenario/target/target-spec.ts';
import type { Transport } from '../connection/transport.ts';
import type { ClientConfig } from '../contract/client-config.ts';
import type { Target } from '../contract/target.ts';
import { decodeSseAnswer, decodeWhole } from '../decode/answer-decoder.ts';
import { createReplyBuilder } from '../decode/reply-builder.ts';
import { chat } from '../dialect/chat.ts';
import { completions } from '../dialect/completions.ts';
import type { Dialect, RequestQuirks } from '../dialect/dialect.ts';
import { responses } from '../dialect/responses.ts';
import { serviceUrl } from '../network/service-url.ts';
import { createAuthenticator } from './authenticator.ts';
import { jsonHeaders } from './json-headers.ts';
import { requestQuirksOf } from './model-wording.ts';

type OpenAiService = Extract<ServiceSpec, { kind: 'openai' }>;

interface Api {
  readonly path: string;
  readonly dialect: Dialect;
  /** Members that request a stream with token counts. */
  readonly streaming: object;
}

/** Completions and chat send token counts at the end of a stream only on request. */
const COUNTED = { stream: true, stream_options: { include_usage: true } };

const APIS: Readonly<Record<NonNullable<OpenAiService['api']>, Api>> = {
  chat: { path: '/chat/completions', dialect: chat, streaming: COUNTED },
  completions: { path: '/completions', dialect: completions, streaming: COUNTED },
  responses: { path: '/responses', dialect: responses, streaming: { stream: true } },
};

/** Creates the `ask` of any OpenAI-compatible endpoint, over the API that the scenario names. */
export async function createOpenAi(
  service: OpenAiService,
  clientConfig: ClientConfig,
  transport: Transport,
): Promise<Target['ask']> {
  const { path: end, dialect, streaming } = APIS[service.api ?? 'chat'];
  const { origin, path } = serviceUrl(service.url, clientConfig, { end, query: service.query });
  const headers = jsonHeaders(service);
  const authenticate = await createAuthenticator(service.auth, clientConfig, service.url);
  const decode = service.stream ? decodeSseAnswer : decodeWhole;
  const more = service.stream ? streaming : {};
  const quirks = { ...requestQuirksOf(service.model, 'chat'), ...chosenName(service) };

  return async (query, call) => {
    const structured = query.output !== undefined;
    const replyBuilder = createReplyBuilder(
      (_, emit) => decode(dialect, structured, emit),
      service.model,
    );
    const base = { model: service.model, ...dialect.body(query, quirks), ...more };
    const body = JSON.stringify(mergePatch(base, service.request));
    const request = await authenticate({ origin, path, headers, body });
    return replyBuilder.reply(await transport.exchange(request, call, replyBuilder.receiver));
  };
}

/** Returns the name from the scenario, which wins over the model table. */
function chosenName({ maxTokensName }: OpenAiService): Pick<RequestQuirks, 'maxTokensName'> {
  return maxTokensName === undefined ? {} : { maxTokensName };
}
