import type { HttpHandler } from '@smithy/core/protocols';
import { buildQueryString, HttpRequest, HttpResponse } from '@smithy/core/protocols';
import type { Exchange, Receiver, WireRequest } from './exchange.ts';
import type { Reception } from './reception.ts';
import type { Head } from './response-head.ts';
import { cutStencil } from './stencil.ts';
import type { Stencil } from './stencil.ts';
import type { Call, Reply } from './target.ts';
import type { Transport } from './transport.ts';
import { Sha256 } from './sha256.ts';
import { silenceSdk } from './sdk-warning.ts';
import { unsent } from './unsent.ts';
import type { Wiring } from './wiring.ts';

/**
 * An SdkHandler puts an AWS SDK client on our transport, between its signer and its decoder.
 *
 * The SDK keeps what must be exactly its own: credentials, endpoint rules, serialising, signing.
 * From the signed request on the bytes are ours: it is held back until it is due, and the response
 * is stamped and decoded here, because the SDK resolves a stream only after its first event and
 * spends five times as long on each.
 */
export interface SdkHandler {
  /** What a client is made with. */
  readonly config: SdkConfig;
  /** A middleware, to be added with `CARRY`, that lets the handler find the call of a request. */
  readonly carry: <Args extends { readonly input: object; readonly request: unknown }, Result>(
    next: (args: Args) => Result,
    context: object,
  ) => (args: Args) => Result;
  /** Sends the command made of `input`, and receives its response. */
  ask(
    input: object,
    send: () => Promise<unknown>,
    call: Call,
    reception: Reception,
  ): Promise<Reply>;
}

interface SdkConfig {
  readonly region: string;
  readonly maxAttempts: 1;
  readonly cacheMiddleware: true;
  readonly requestHandler: HttpHandler;
  readonly sha256: typeof Sha256;
  readonly endpoint?: string;
  readonly credentials?: NonNullable<Wiring['credentials']>;
  readonly authSchemePreference?: string[];
}

/** Behind the signer, which makes a new request of the one it signs. */
export const CARRY = { step: 'deserialize', priority: 'low', name: 'carryFlight' } as const;

/** A Flight is a call on its way through the SDK; its exchange exists once the SDK has signed. */
interface Flight {
  readonly call: Call;
  readonly reception: Reception;
  exchange?: Promise<Exchange>;
  cut?: () => Promise<Stencil | undefined>;
}

export function createSdkHandler(wiring: Wiring, transport: Transport): SdkHandler {
  silenceSdk();
  /** By the command's input, and by the signed request: the two ends of the SDK. */
  const flights = new WeakMap<object, Flight>();
  /** Cut from the first request that is answered; a refused one may owe it to what it was cut from. */
  let stencil: Stencil | undefined;
  const { credentials } = wiring;

  const requestHandler: HttpHandler = {
    async handle(request, options) {
      const flight = flights.get(request);
      if (flight === undefined) throw new Error('a request of no call reached the SDK handler');
      const tapped = tap(flight.reception.receiver);
      flight.exchange = transport.exchange(toWire(request), flight.call, tapped.receiver);
      const head = await Promise.race([tapped.success, flight.exchange.then(tapped.head)]);
      if (head === undefined) throw new Error('no response came');
      const streams = options !== undefined && 'isEventStream' in options;
      const nothing = streams ? noEvents() : new Uint8Array();
      const body = head.status < 300 ? nothing : Buffer.concat(tapped.refusal);
      return { response: new HttpResponse({ ...respond(head), body }) };
    },
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
  };

  /** Without `await`, which would keep the request as long as its answer lasts. */
  function askBy(
    pattern: Stencil,
    input: object,
    call: Call,
    reception: Reception,
  ): Promise<Reply> {
    const signed = pattern.request(input).catch((error: unknown) => {
      throw unsent(error);
    });
    return signed
      .then((request) => transport.exchange(toWire(request), call, reception.receiver))
      .then((exchange) => reception.reply(exchange));
  }

  return {
    config: {
      region: wiring.region,
      maxAttempts: 1,
      cacheMiddleware: true,
      requestHandler,
      sha256: Sha256,
      ...(wiring.endpoint === 'aws' ? {} : { endpoint: wiring.endpoint }),
      // A bearer token in the environment would win over credentials given on purpose.
      ...(credentials === undefined ? {} : { credentials, authSchemePreference: ['sigv4'] }),
    },
    carry: (next, context) => (args) => {
      const flight = flights.get(args.input);
      const { input, request } = args;
      if (flight !== undefined && HttpRequest.isInstance(request)) {
        flights.set(request, flight);
        flight.cut = () => cutStencil(input, request, context);
      }
      return next(args);
    },
    async ask(input, send, call, reception) {
      if (stencil !== undefined) {
        const reply = await askBy(stencil, input, call, reception);
        if (reply.error?.status === 403) stencil = undefined;
        return reply;
      }
      const flight: Flight = { call, reception };
      flights.set(input, flight);
      try {
        await send();
      } catch (error) {
        // Once it was signed, whatever failed is in the exchange, in the words of the wire.
        if (flight.exchange === undefined) throw unsent(error);
      }
      if (flight.exchange === undefined) throw new Error('the SDK answered without asking');
      const reply = reception.reply(await flight.exchange);
      if (reply.outcome === 'ok') stencil ??= await flight.cut?.();
      return reply;
    },
  };
}

/** A Tap listens in on a receiver for the SDK, which needs a refusal whole and of a success the head. */
interface Tap {
  readonly receiver: Receiver;
  readonly success: Promise<Head>;
  readonly head: () => Head | undefined;
  readonly refusal: readonly Uint8Array[];
}

function tap(receiver: Receiver): Tap {
  const refusal: Uint8Array[] = [];
  let head: Head | undefined;
  let succeed: (head: Head) => void = () => undefined;
  const success = new Promise<Head>((resolve) => {
    succeed = resolve;
  });
  return {
    success,
    head: () => head,
    refusal,
    receiver: {
      head(received) {
        head = received;
        receiver.head(received);
        if (received.status < 300) succeed(received);
      },
      read(bytes, at, read) {
        if (head !== undefined && head.status >= 300) refusal.push(Buffer.from(bytes));
        receiver.read(bytes, at, read);
      },
      end: () => receiver.end(),
    },
  };
}

async function* noEvents(): AsyncGenerator<Uint8Array> {
  // The SDK's decoder gets an empty stream: ours reads the real one.
}

function respond(head: Head): { statusCode: number; headers: Record<string, string> } {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(head.headers)) {
    if (value !== undefined) headers[name] = value;
  }
  return { statusCode: head.status, headers };
}

function toWire(request: HttpRequest): WireRequest {
  const { protocol, hostname, port, headers, body } = request;
  const query = buildQueryString(request.query);
  const path = query === '' ? request.path : `${request.path}?${query}`;
  const origin = `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`;
  const content: unknown = body ?? '';
  if (typeof content === 'string' || content instanceof Uint8Array) {
    return { origin, path, headers, body: content };
  }
  throw new Error('the SDK made a request without a plain body');
}
