import type { ServiceSpec } from '../../scenario/target/target-spec.ts';
import type { ClientConfig } from '../contract/client-config.ts';
import type { Target } from '../contract/target.ts';
import { createReplyBuilder } from '../decode/reply-builder.ts';
import type { Decoder } from '../delta/decoder.ts';
import type { Emit } from '../delta/delta.ts';
import { parseJson } from '../errors/decode-error.ts';
import { textAt } from '../json/field-path.ts';
import { networkOf } from '../network/network.ts';
import { serviceUrl } from '../network/service-url.ts';
import { createAuthenticator } from './authenticator.ts';
import { createJsonApi, type JsonApi } from './json-api.ts';
import { createWebSocketTransport } from './web-socket-transport.ts';

/** A WebSocketApi is the `ask` of an API that is asked by a message and answers by messages. */
type WebSocketApi = Pick<Target, 'ask' | 'close'>;

type WebSocketService = Extract<ServiceSpec, { kind: 'websocket' }>;

export async function createWebSocketApi(
  service: WebSocketService,
  clientConfig: ClientConfig,
): Promise<WebSocketApi> {
  const { origin, path } = serviceUrl(service.url.replace(/^ws/, 'http'), clientConfig, {
    query: service.query,
  });
  const authenticate = await createAuthenticator(service.auth, clientConfig, service.url);
  const api = createJsonApi({ ...service, stream: true });
  const line = createWebSocketTransport(
    origin.replace(/^http/, 'ws') + path,
    networkOf(clientConfig),
  );

  return {
    async ask(query, call) {
      const replyBuilder = createReplyBuilder((_, emit) => decodeMessages(api, emit));
      const message = api.bodyOf(query);
      const { headers } = await authenticate({ origin, path, headers: service.headers, body: '' });
      await call.gate?.();
      const { clock, signal } = call;
      if (signal.aborted) {
        const unsent = { stamps: {}, end: clock.now(), aborted: true, error: signal.reason };
        return replyBuilder.reply(unsent);
      }
      const { receiver, isDone } = replyBuilder;
      return replyBuilder.reply(await line.exchange({ message, headers }, call, receiver, isDone));
    },
    close: async () => line.close(),
  };
}

const message = textAt('message');
const connectionId = textAt('connectionId');

/** Decodes messages of JSON, each one read. API Gateway's own errors name the connection they came on. */
function decodeMessages(api: JsonApi, emit: Emit): Decoder {
  return {
    read(bytes) {
      const json = parseJson(bytes.toString('utf8'));
      const refused = connectionId(json) === undefined ? undefined : message(json);
      if (refused !== undefined) {
        return emit({ failure: { name: nameOf(refused), message: refused } });
      }
      emit(api.delta(json));
    },
    end: () => undefined,
  };
}

/** They bring a sentence and no name. */
function nameOf(refused: string): string {
  if (/too many|limit exceeded|rate/i.test(refused)) return 'TooManyRequestsException';
  if (/forbidden|unauthorized/i.test(refused)) return 'AccessDeniedException';
  return /timed out/i.test(refused) ? 'TIMEOUT' : 'InternalServerErrorException';
}
