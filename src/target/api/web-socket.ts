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

/** The `ask` and `close` of an API that takes a message and answers with messages. */
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
  const transport = createWebSocketTransport(
    origin.replace(/^http/, 'ws') + path,
    networkOf(clientConfig),
  );

  return {
    async ask(query, call) {
      const replyBuilder = createReplyBuilder((_, emit) => decodeMessages(api, emit));
      const message = api.bodyOf(query);
      const { headers } = await authenticate({ origin, path, headers: service.headers, body: '' });
      await call.gate?.();
      const { receiver, isDone } = replyBuilder;
      return replyBuilder.reply(
        await transport.exchange({ message, headers }, call, receiver, isDone),
      );
    },
    close: async () => transport.close(),
  };
}

const message = textAt('message');
const connectionId = textAt('connectionId');

/**
 * Decodes JSON messages, one for each read. Errors of API Gateway itself contain the connection's
 * id.
 */
function decodeMessages(api: JsonApi, emit: Emit): Decoder {
  return {
    read(bytes) {
      const json = parseJson(bytes.toString('utf8'));
      const errorMessage = connectionId(json) === undefined ? undefined : message(json);
      if (errorMessage !== undefined) {
        return emit({ failure: { name: nameOf(errorMessage), message: errorMessage } });
      }
      emit(api.delta(json));
    },
    end: () => undefined,
  };
}

/** Returns an error name for a message of API Gateway, which has none. */
function nameOf(errorMessage: string): string {
  if (/too many|limit exceeded|rate/i.test(errorMessage)) return 'TooManyRequestsException';
  if (/forbidden|unauthorized/i.test(errorMessage)) return 'AccessDeniedException';
  return /timed out/i.test(errorMessage) ? 'TIMEOUT' : 'InternalServerErrorException';
}
