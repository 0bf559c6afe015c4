import type { HttpHandler } from '@smithy/core/protocols';
import { type HttpRequest, HttpResponse } from '@smithy/core/protocols';
import type { SdkOptions } from '../../scenario/target/sdk-options.ts';
import type { Transport } from '../connection/transport.ts';
import type { Call } from '../contract/target.ts';
import type { ReplyBuilder } from '../decode/reply-builder.ts';
import type { ExchangeTimings } from '../http/exchange.ts';
import type { Head } from '../http/response-head.ts';
import type { FastPath } from './fast-path.ts';
import { tapBody, tapHead } from './sdk-tap.ts';
import { toWire } from './wire-request.ts';

/** A call in progress in the SDK; its exchange exists once the SDK has signed. */
export interface SdkCall {
  readonly call: Call;
  readonly replyBuilder: ReplyBuilder;
  exchange?: Promise<ExchangeTimings>;
  /** Opens the fast path from the call's request; dropped with the request when a head came. */
  open?: (() => Promise<FastPath>) | undefined;
}

/** Calls by the command's input and by the signed request, the two ends of the SDK. */
export type SdkCalls = WeakMap<object, SdkCall>;

/** Sends the requests that the SDK signed over a transport, and returns their responses to it. */
export class SdkRequestHandler implements HttpHandler {
  readonly #transport: Transport;
  readonly #sdkCalls: SdkCalls;
  readonly #decode: NonNullable<SdkOptions['decode']>;
  readonly #onSuccess: (open: SdkCall['open']) => Promise<void>;

  /** `onSuccess` is awaited after the head of an answer, before the SDK receives it. */
  constructor(
    transport: Transport,
    sdkCalls: SdkCalls,
    decode: NonNullable<SdkOptions['decode']>,
    onSuccess: (open: SdkCall['open']) => Promise<void>,
  ) {
    this.#transport = transport;
    this.#sdkCalls = sdkCalls;
    this.#decode = decode;
    this.#onSuccess = onSuccess;
  }

  async handle(request: HttpRequest, options?: object): Promise<{ response: HttpResponse }> {
    const sdkCall = this.#sdkCalls.get(request);
    if (sdkCall === undefined) throw new Error('a request of no call reached the SDK handler');
    const { receiver } = sdkCall.replyBuilder;
    const tap = this.#decode === 'sdk' ? tapBody(receiver) : tapHead(receiver);
    const exchange = this.#transport.exchange(toWire(request), sdkCall.call, tap.receiver);
    sdkCall.exchange = exchange;
    const head = await Promise.race([tap.ready, exchange.finally(tap.close).then(tap.head)]);
    const { open } = sdkCall;
    // It holds the request, whose body would stay in memory until the answer ends.
    sdkCall.open = undefined;
    if (head === undefined) throw new Error('no response came');
    if (head.status < 300) await this.#onSuccess(open);
    const body = tap.body(options !== undefined && 'isEventStream' in options);
    return {
      response: new HttpResponse({ statusCode: head.status, headers: definedHeaders(head), body }),
    };
  }

  updateHttpClientConfig(): void {
    // Nothing can be configured.
  }

  httpHandlerConfigs(): Record<string, never> {
    return {};
  }
}

function definedHeaders(head: Head): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(head.headers)) {
    if (value !== undefined) headers[name] = value;
  }
  return headers;
}
