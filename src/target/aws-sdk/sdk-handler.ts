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
 * An SdkHandler puts an AWS SDK client on our transport, between its signer and its decoder.
 *
 * The SDK keeps what must be exactly its own: credentials, endpoint rules, serialising, signing.
 * From the signed request on the bytes are ours: it is held back until it is due, and the response
 * is stamped and decoded here, because the SDK resolves a stream only after its first event and
 * spends five times as long on each. With `decode: sdk` it decodes too, from the same bytes, and
 * what an application sees of that is kept beside; then every request goes all its way.
 */
export interface SdkHandler {
  /** What a client is made with. */
  readonly config: SdkConfig;
  /** A middleware, to be added with `CARRY`, that lets the handler find the call of a request. */
  readonly track: <Args extends { readonly input: object; readonly request: unknown }, Result>(
    next: (args: Args) => Result,
    context: object,
  ) => (args: Args) => Result;
  /** A middleware, to be added with `SHAPE`: the target's own headers and query, before it is signed. */
  readonly shape: <Args extends { readonly request: unknown }, Result>(
    next: (args: Args) => Result,
  ) => (args: Args) => Result;
  /** Sends a command, and receives its response. */
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

/** Behind the signer, which makes a new request of the one it signs. */
export const TRACKING_STEP = { step: 'deserialize', priority: 'low', name: 'carryFlight' } as const;

/** Before the signer, so that what is added is signed. */
export const SHAPE = { step: 'build', priority: 'low', name: 'shapeRequest' } as const;

/** A Flight is a call on its way through the SDK; its exchange exists once the SDK has signed. */
interface Flight {
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
  const dress = dresser(shape);
  let checked = shape.request === undefined;
  /** By the command's input, and by the signed request: the two ends of the SDK. */
  const flights = new WeakMap<object, Flight>();
  /** Opened by the first request that a success begins to answer: a refused one may be a bad pattern. */
  let fastPath: FastPath | undefined;
  const { credentials } = clientConfig;

  const requestHandler: HttpHandler = {
    async handle(request, options) {
      const flight = flights.get(request);
      if (flight === undefined) throw new Error('a request of no call reached the SDK handler');
      const { receiver } = flight.replyBuilder;
      const tap = decode === 'sdk' ? tapBody(receiver) : tapHead(receiver);
      flight.exchange = transport.exchange(toWire(request), flight.call, tap.receiver);
      const head = await Promise.race([
        tap.ready,
        flight.exchange.finally(tap.close).then(tap.head),
      ]);
      if (head === undefined) throw new Error('no response came');
      if (decode === 'wire' && head.status < 300 && fastPath === undefined) {
        fastPath = await flight.open?.();
        if (fastPath !== undefined) clientConfig.onSdkFastPath?.(fastPath.fact);
      }
      const body = tap.body(options !== undefined && 'isEventStream' in options);
      return {
        response: new HttpResponse({ statusCode: head.status, headers: given(head), body }),
      };
    },
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
  };

  /** Without `await`, which would keep the request as long as its answer lasts. */
  function askBy(
    pattern: PreparedRequest,
    input: object,
    call: Call,
    replyBuilder: ReplyBuilder,
  ): Promise<Reply> {
    const signed = pattern.request(input).catch((error: unknown) => {
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
      // A bearer token in the environment would win over credentials given on purpose.
      ...(credentials === undefined ? {} : { credentials, authSchemePreference: ['sigv4'] }),
    },
    track: (next, context) => (args) => {
      const flight = flights.get(args.input);
      const { input, request } = args;
      if (flight !== undefined && HttpRequest.isInstance(request)) {
        flights.set(request, flight);
        flight.open = () => openFastPath(input, request, context, dress);
      }
      return next(args);
    },
    shape: (next) => (args) => {
      const { request } = args;
      if (HttpRequest.isInstance(request)) {
        // The SDK leaves out what its model of the service does not know.
        if (!checked) refuseDropped(shape.request, request.body);
        checked = true;
        dress(request);
      }
      return next(args);
    },
    async ask(command, call, replyBuilder) {
      if (fastPath?.prepared !== undefined) {
        const reply = await askBy(fastPath.prepared, command.input, call, replyBuilder);
        if (reply.error?.status === 403) fastPath = undefined;
        return reply;
      }
      const flight: Flight = { call, replyBuilder };
      flights.set(command.input, flight);
      const { seen, error } = await readAsApplication(
        decode === 'sdk' ? command : { ...command, read: () => undefined },
        call.clock,
      );
      // Once it was signed, whatever failed is in the exchange, in the words of the wire.
      if (flight.exchange === undefined) {
        throw error === undefined
          ? new Error('the SDK answered without asking')
          : sdkProblem(error);
      }
      const reply = replyBuilder.reply(await flight.exchange);
      return decode === 'sdk' ? { ...reply, seen } : reply;
    },
  };
}

/** Puts a target's own headers and query parameters into a request. */
function dresser({ headers = {}, query = {} }: Pick<RequestShape, 'headers' | 'query'>) {
  const own = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  const parameters = Object.entries(query);
  return (request: HttpRequest): void => {
    for (const [name, value] of own) request.headers[name] = value;
    for (const [name, value] of parameters) request.query[name] = value;
  };
}

function given(head: Head): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(head.headers)) {
    if (value !== undefined) headers[name] = value;
  }
  return headers;
}

function toWire(request: HttpRequest): OutgoingRequest {
  const { protocol, hostname, port, headers, body } = request;
  // Wherever the SDK found its credentials: nobody may quote their session.
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
