import type { HttpHandler } from '@smithy/core/protocols';
import { buildQueryString, HttpRequest, HttpResponse } from '@smithy/core/protocols';
import type { RequestShape } from '../../scenario/target/base-schema.ts';
import type { SdkOptions } from '../../scenario/target/sdk-options.ts';
import { knownSecrets } from '../../secrets/known-secrets.ts';
import type { Transport } from '../connection/transport.ts';
import type { ClientConfig } from '../contract/client-config.ts';
import type { Call, Reply } from '../contract/target.ts';
import type { ReplyBuilder } from '../decode/reply-builder.ts';
import type { ExchangeTimings, OutgoingRequest } from '../http/exchange.ts';
import type { Head } from '../http/response-head.ts';
import { refuseDropped } from './dropped-members.ts';
import { type FastPath, openFastPath } from './fast-path.ts';
import type { PreparedRequest } from './prepared-request.ts';
import { readAsApplication } from './sdk-command.ts';
import type { SdkCommand } from './sdk-command.ts';
import { sdkProblem } from './sdk-problem.ts';
import { tapBody, tapHead } from './sdk-tap.ts';
import { silenceSdk } from './sdk-warning.ts';
import { Sha256 } from './sha256.ts';

/**
 * Puts our transport into an AWS SDK client, between its signer and its decoder.
 *
 * The SDK provides credentials, endpoint rules, serialization and signing. The signed request is
 * then held until it is due. The response is timestamped and decoded here, because the SDK resolves
 * a stream only after its first event and spends five times as long on each. With `decode: sdk` the
 * SDK decodes the same bytes too, its timestamps are kept beside ours, and every request passes
 * through the whole SDK.
 */
export interface SdkHandler {
  /** Configuration for the client. */
  readonly config: SdkConfig;
  /** Middleware for `TRACKING_STEP`, which lets the handler find the call of a request. */
  readonly track: <Args extends { readonly input: object; readonly request: unknown }, Result>(
    next: (args: Args) => Result,
    context: object,
  ) => (args: Args) => Result;
  /**
   * Middleware for `SHAPING_STEP`, which adds the target's own headers and query before signing.
   */
  readonly shape: <Args extends { readonly request: unknown }, Result>(
    next: (args: Args) => Result,
  ) => (args: Args) => Result;
  /** Sends a command and receives its response. */
  ask<Output>(command: SdkCommand<Output>, call: Call, replyBuilder: ReplyBuilder): Promise<Reply>;
}

interface SdkConfig {
  readonly region: string;
  readonly maxAttempts: 1;
  readonly cacheMiddleware: true;
  readonly requestHandler: HttpHandler;
  readonly sha256: typeof Sha256;
  readonly endpoint?: string;
  readonly credentials?: NonNullable<ClientConfig['credentials']>;
  readonly authSchemePreference?: string[];
}

/** After the signer, which makes a new request of the one it signs. */
export const TRACKING_STEP = { step: 'deserialize', priority: 'low', name: 'trackCall' } as const;

/** Before the signer, so that the additions are signed. */
export const SHAPING_STEP = { step: 'build', priority: 'low', name: 'shapeRequest' } as const;

/** A call in progress in the SDK; its exchange exists once the SDK has signed. */
interface SdkCall {
  readonly call: Call;
  readonly replyBuilder: ReplyBuilder;
  exchange?: Promise<ExchangeTimings>;
  open?: () => Promise<FastPath>;
}

export function createSdkHandler(
  clientConfig: ClientConfig,
  transport: Transport,
  { decode = 'wire', ...shape }: SdkOptions & RequestShape,
): SdkHandler {
  silenceSdk();
  const customize = customizer(shape);
  let checked = shape.request === undefined;
  /** Calls by the command's input and by the signed request, the two ends of the SDK. */
  const sdkCalls = new WeakMap<object, SdkCall>();
  /**
   * Opened by the first request that is answered with success, because a refusal may be due to the
   * request it would be made from.
   */
  let fastPath: FastPath | undefined;
  const { credentials } = clientConfig;

  const requestHandler: HttpHandler = {
    async handle(request, options) {
      const sdkCall = sdkCalls.get(request);
      if (sdkCall === undefined) throw new Error('a request of no call reached the SDK handler');
      const { receiver } = sdkCall.replyBuilder;
      const tap = decode === 'sdk' ? tapBody(receiver) : tapHead(receiver);
      sdkCall.exchange = transport.exchange(toWire(request), sdkCall.call, tap.receiver);
      const head = await Promise.race([
        tap.ready,
        sdkCall.exchange.finally(tap.close).then(tap.head),
      ]);
      if (head === undefined) throw new Error('no response came');
      if (decode === 'wire' && head.status < 300 && fastPath === undefined) {
        fastPath = await sdkCall.open?.();
        if (fastPath !== undefined) clientConfig.onSdkFastPath?.(fastPath.fact);
      }
      const body = tap.body(options !== undefined && 'isEventStream' in options);
      return {
        response: new HttpResponse({
          statusCode: head.status,
          headers: definedHeaders(head),
          body,
        }),
      };
    },
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
  };

  /** Not an async function: `await` would keep the request in memory until its answer ends. */
  function askPrepared(
    template: PreparedRequest,
    input: object,
    call: Call,
    replyBuilder: ReplyBuilder,
  ): Promise<Reply> {
    const signed = template.request(input).catch((error: unknown) => {
      throw sdkProblem(error);
    });
    return signed
      .then((request) => transport.exchange(toWire(request), call, replyBuilder.receiver))
      .then((exchange) => replyBuilder.reply(exchange));
  }

  return {
    config: {
      region: clientConfig.region,
      maxAttempts: 1,
      cacheMiddleware: true,
      requestHandler,
      sha256: Sha256,
      ...(clientConfig.endpoint === 'aws' ? {} : { endpoint: clientConfig.endpoint }),
      // A bearer token in the environment would win over explicit credentials.
      ...(credentials === undefined ? {} : { credentials, authSchemePreference: ['sigv4'] }),
    },
    track: (next, context) => (args) => {
      const sdkCall = sdkCalls.get(args.input);
      const { input, request } = args;
      if (sdkCall !== undefined && HttpRequest.isInstance(request)) {
        sdkCalls.set(request, sdkCall);
        sdkCall.open = () => openFastPath(input, request, context, customize);
      }
      return next(args);
    },
    shape: (next) => (args) => {
      const { request } = args;
      if (HttpRequest.isInstance(request)) {
        // The SDK drops members that are missing from its model of the service.
        if (!checked) refuseDropped(shape.request, request.body);
        checked = true;
        customize(request);
      }
      return next(args);
    },
    async ask(command, call, replyBuilder) {
      if (fastPath?.prepared !== undefined) {
        const reply = await askPrepared(fastPath.prepared, command.input, call, replyBuilder);
        if (reply.error?.status === 403) fastPath = undefined;
        return reply;
      }
      const sdkCall: SdkCall = { call, replyBuilder };
      sdkCalls.set(command.input, sdkCall);
      const { seen, error } = await readAsApplication(
        decode === 'sdk' ? command : { ...command, read: () => undefined },
        call.clock,
      );
      // Once the request was signed, any failure is in the exchange, as the wire reported it.
      if (sdkCall.exchange === undefined) {
        throw error === undefined
          ? new Error('the SDK answered without asking')
          : sdkProblem(error);
      }
      const reply = replyBuilder.reply(await sdkCall.exchange);
      return decode === 'sdk' ? { ...reply, seen } : reply;
    },
  };
}

/** Returns a function that adds a target's own headers and query parameters to a request. */
function customizer({ headers = {}, query = {} }: Pick<RequestShape, 'headers' | 'query'>) {
  const own = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  const parameters = Object.entries(query);
  return (request: HttpRequest): void => {
    for (const [name, value] of own) request.headers[name] = value;
    for (const [name, value] of parameters) request.query[name] = value;
  };
}

function definedHeaders(head: Head): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(head.headers)) {
    if (value !== undefined) headers[name] = value;
  }
  return headers;
}

function toWire(request: HttpRequest): OutgoingRequest {
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
