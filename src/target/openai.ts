import type { Service } from '../scenario/target-spec.ts';
import { decodeSseAnswer, decodeWhole } from './answer-decoder.ts';
import { chat } from './dialect/chat.ts';
import { createReception } from './reception.ts';
import { jsonHeaders } from './json-headers.ts';
import { serviceUrl } from './service-url.ts';
import type { Target } from './target.ts';
import type { Transport } from './transport.ts';
import type { Wiring } from './wiring.ts';

/** An OpenAi is the `ask` of any OpenAI-compatible chat completions endpoint. */
export type OpenAi = Target['ask'];

export function createOpenAi(
  service: Extract<Service, { kind: 'openai' }>,
  wiring: Wiring,
  transport: Transport,
): OpenAi {
  const { origin, path } = serviceUrl(
    `${service.url.replace(/\/+$/, '')}/chat/completions`,
    wiring,
  );
  const headers = jsonHeaders(service);
  const decode = service.stream ? decodeSseAnswer : decodeWhole;
  // Without include_usage a stream tells no token counts.
  const streaming = service.stream ? { stream: true, stream_options: { include_usage: true } } : {};

  return async (query, call) => {
    const reception = createReception((_, emit) => decode(chat, query.output !== undefined, emit));
    const body = JSON.stringify({ model: service.model, ...chat.body(query), ...streaming });
    const request = { origin, path, headers, body };
    return reception.reply(await transport.exchange(request, call, reception.receiver));
  };
}
