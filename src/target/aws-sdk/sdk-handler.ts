import { HttpRequest } from '@smithy/core/protocols';
import type { RequestShape } from '../../scenario/target/base-schema.ts';
import type { SdkOptions } from '../../scenario/target/sdk-options.ts';
import type { Transport } from '../connection/transport.ts';
import type { ClientConfig } from '../contract/client-config.ts';
import type { Call, Reply } from '../contract/target.ts';
import type { ReplyBuilder } from '../decode/reply-builder.ts';
import { refuseDropped } from './dropped-members.ts';
import { type FastPath, openFastPath } from './fast-path.ts';
import type { PreparedRequest } from './prepared-request.ts';
import { readAsApplication } from './sdk-command.ts';
import type { SdkCommand } from './sdk-command.ts';
import { sdkProblem } from './sdk-problem.ts';
import { type SdkCall, type SdkCalls, SdkRequestHandler } from './sdk-request-handler.ts';
import { silenceSdk } from './sdk-warning.ts';
import { Sha256 } from './sha256.ts';
import { toWire } from './wire-request.ts';

interface SdkConfig {
  readonly region: string;
  readonly maxAttempts: 1;
  readonly cacheMiddleware: true;
  readonly requestHandler: SdkRequestHandler;
  readonly sha256: typeof Sha256;
  readonly endpoint?: string;
  readonly credentials?: NonNullable<ClientConfig['credentials']>;
  readonly authSchemePreference?: string[];
}

/** After the signer, which makes a new request of the one it signs. */
export const TRACKING_STEP = { step: 'deserialize', priority: 'low', name: 'trackCall' } as const;

/** Before the signer, so that the additions are signed. */
export const SHAPING_STEP = { step: 'build', priority: 'low', name: 'shapeRequest' } as const;

/**
 * Puts our transport into an AWS SDK client, between its signer and its decoder.
 *
 * The SDK provides credentials, endpoint rules, serialization and signing. The signed request is
 * then held until it is due. The response is timestamped and decoded here, because the SDK resolves
 * a stream only after its first event and spends five times as long on each. With `decode: sdk` the
 * SDK decodes the same bytes too, its timestamps are kept beside ours, and every request passes
 * through the whole SDK.
 */
export class SdkHandler {
  /** Configuration for the client. */
  readonly config: SdkConfig;
  readonly #clientConfig: ClientConfig;
  readonly #transport: Transport;
  readonly #decode: NonNullable<SdkOptions['decode']>;
  readonly #requestShape: RequestShape;
  readonly #customize: (request: HttpRequest) => void;
  readonly #sdkCalls: SdkCalls = new WeakMap();
  /** Whether the SDK was seen to keep all members of the target's request. */
  #checked: boolean;
  /**
   * Opened by the first request that is answered with success, because a refusal may be due to the
   * request it would be made from.
   */
  #fastPath: FastPath | undefined;

  constructor(
    clientConfig: ClientConfig,
    transport: Transport,
    { decode = 'wire', ...shape }: SdkOptions & RequestShape,
  ) {
    silenceSdk();
    this.#clientConfig = clientConfig;
    this.#transport = transport;
    this.#decode = decode;
    this.#requestShape = shape;
    this.#customize = customizer(shape);
    this.#checked = shape.request === undefined;
    this.config = configOf(
      clientConfig,
      new SdkRequestHandler(transport, this.#sdkCalls, decode, (open) => this.#openFastPath(open)),
    );
  }

  /** Middleware for `TRACKING_STEP`, which lets the handler find the call of a request. */
  readonly track =
    <Args extends { readonly input: object; readonly request: unknown }, Result>(
      next: (args: Args) => Result,
      context: object,
    ) =>
    (args: Args): Result => {
      const { input, request } = args;
      const sdkCall = this.#sdkCalls.get(input);
      if (sdkCall !== undefined && HttpRequest.isInstance(request)) {
        this.#sdkCalls.set(request, sdkCall);
        sdkCall.open = () => openFastPath(input, request, context, this.#customize);
      }
      return next(args);
    };

  /**
   * Middleware for `SHAPING_STEP`, which adds the target's own headers and query before signing.
   */
  readonly shape =
    <Args extends { readonly request: unknown }, Result>(next: (args: Args) => Result) =>
    (args: Args): Result => {
      const { request } = args;
      if (HttpRequest.isInstance(request)) {
        // The SDK drops members that are missing from its model of the service.
        if (!this.#checked) refuseDropped(this.#requestShape.request, request.body);
        this.#checked = true;
        this.#customize(request);
      }
      return next(args);
    };

  /** Sends a command and receives its response. */
  async ask<Output>(
    command: SdkCommand<Output>,
    call: Call,
    replyBuilder: ReplyBuilder,
  ): Promise<Reply> {
    const prepared = this.#fastPath?.prepared;
    if (prepared === undefined) return this.#askThroughSdk(command, call, replyBuilder);
    const reply = await this.#askPrepared(prepared, command.input, call, replyBuilder);
    if (reply.error?.status === 403) this.#fastPath = undefined;
    return reply;
  }

  /** Not an async function: `await` would keep the request in memory until its answer ends. */
  #askPrepared(
    prepared: PreparedRequest,
    input: object,
    call: Call,
    replyBuilder: ReplyBuilder,
  ): Promise<Reply> {
    const signed = prepared.request(input).catch((error: unknown) => {
      throw sdkProblem(error);
    });
    return signed
      .then((request) => this.#transport.exchange(toWire(request), call, replyBuilder.receiver))
      .then((exchange) => replyBuilder.reply(exchange));
  }

  async #askThroughSdk<Output>(
    command: SdkCommand<Output>,
    call: Call,
    replyBuilder: ReplyBuilder,
  ): Promise<Reply> {
    const isSdkDecoding = this.#decode === 'sdk';
    const sdkCall: SdkCall = { call, replyBuilder };
    this.#sdkCalls.set(command.input, sdkCall);
    const { seen, error } = await readAsApplication(
      isSdkDecoding ? command : { ...command, read: () => undefined },
      call.clock,
    );
    // Once the request was signed, any failure is in the exchange, as the wire reported it.
    if (sdkCall.exchange === undefined) {
      throw error === undefined ? new Error('the SDK answered without asking') : sdkProblem(error);
    }
    const reply = replyBuilder.reply(await sdkCall.exchange);
    return isSdkDecoding ? { ...reply, seen } : reply;
  }

  async #openFastPath(open: SdkCall['open']): Promise<void> {
    if (this.#decode === 'sdk' || this.#fastPath !== undefined) return;
    this.#fastPath = await open?.();
    if (this.#fastPath !== undefined) this.#clientConfig.onSdkFastPath?.(this.#fastPath.fact);
  }
}

function configOf(
  { region, endpoint, credentials }: ClientConfig,
  requestHandler: SdkRequestHandler,
): SdkConfig {
  return {
    region,
    maxAttempts: 1,
    cacheMiddleware: true,
    requestHandler,
    sha256: Sha256,
    ...(endpoint === 'aws' ? {} : { endpoint }),
    // A bearer token in the environment would win over explicit credentials.
    ...(credentials === undefined ? {} : { credentials, authSchemePreference: ['sigv4'] }),
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
