import { randomUUID } from 'node:crypto';
import { HttpRequest } from '@smithy/core/protocols';
import { toEndpointV1 } from '@smithy/core/transport';
import { yieldToIo } from './yield-to-io.ts';

/**
 * Makes signed requests from one that an SDK client made.
 *
 * The SDK resolves once what all requests of a target share (endpoint, user agent, signing scheme).
 * It still serializes and signs each request, with credentials from its own provider; its other
 * middleware takes two thirds of the time of a request and would find nothing new.
 */
export interface PreparedRequest {
  request(input: object): Promise<HttpRequest>;
}

/** The part of an SDK middleware's context that is used here. */
interface MiddlewareContext {
  readonly endpointV2?: Parameters<typeof toEndpointV1>[0];
  readonly __smithy_context?: {
    readonly operationSchema?: readonly unknown[];
    readonly selectedHttpAuthScheme?: {
      readonly httpAuthOption: {
        readonly schemeId: string;
        readonly signingProperties?: { readonly config?: Config };
      };
      readonly identity: object;
      readonly signer: {
        sign(request: HttpRequest, identity: object, properties: object): Promise<unknown>;
      };
    };
  };
}

interface Config {
  readonly protocol: {
    serializeRequest(operation: object, input: object, context: object): Promise<unknown>;
  };
}

/** Thrown when no request can be prepared, with the reason. */
export class Unprepared extends Error {
  readonly reason: 'auth' | 'shape';

  constructor(reason: 'auth' | 'shape', detail: string) {
    super(detail);
    this.reason = reason;
  }
}

/** Headers that a signature adds, or that differ with each body. */
const PER_REQUEST = new Set([
  'authorization',
  'x-amz-date',
  'x-amz-content-sha256',
  'x-amz-security-token',
  'content-length',
]);
const INVOCATION = 'amz-sdk-invocation-id';

/**
 * Prepares requests from one that the SDK signed, with the input and the context that its middleware saw.
 * Throws an Unprepared if it was not signed with Signature Version 4, but with a bearer token for
 * example, or if the context lacks members that are read from it.
 */
export async function prepareRequest(
  input: object,
  signed: HttpRequest,
  context: object,
  /** Adds what the target adds to each request. */
  customize: (request: HttpRequest) => void = () => undefined,
): Promise<PreparedRequest> {
  const middlewareContext: MiddlewareContext = context;
  const { endpointV2 } = middlewareContext;
  const { operationSchema, selectedHttpAuthScheme } = middlewareContext.__smithy_context ?? {};
  if (endpointV2 === undefined) throw missing('endpointV2');
  if (selectedHttpAuthScheme === undefined) throw missing('selectedHttpAuthScheme');
  const { httpAuthOption, identity, signer } = selectedHttpAuthScheme;
  const { schemeId, signingProperties: properties = {} } = httpAuthOption;
  if (schemeId !== 'aws.auth#sigv4') {
    throw new Unprepared('auth', `its requests are authenticated by ${schemeId}, not by sigv4`);
  }
  const { config } = properties;
  if (config === undefined) throw missing('signingProperties.config');
  if (operationSchema === undefined) throw missing('operationSchema');

  const [, namespace, name, traits, inputSchema, output] = operationSchema;
  const operation = { namespace, name, traits, input: inputSchema, output };
  const { protocol } = config;
  const serdeContext = { ...config, ...context, endpoint: async () => toEndpointV1(endpointV2) };
  async function serialize(nextInput: object): Promise<HttpRequest> {
    const request = await protocol.serializeRequest(operation, nextInput, serdeContext);
    if (HttpRequest.isInstance(request)) return request;
    throw new Unprepared('shape', 'the serializer of the SDK made no HTTP request');
  }

  const unsigned = await serialize(input);
  const shared = Object.entries(signed.headers).filter(
    ([header]) => !PER_REQUEST.has(header) && !(header in unsigned.headers),
  );
  return {
    async request(nextInput) {
      await yieldToIo();
      const request = await serialize(nextInput);
      for (const [header, value] of shared) request.headers[header] = value;
      customize(request);
      request.headers[INVOCATION] = randomUUID();
      request.headers['content-length'] = String(Buffer.byteLength(request.body ?? ''));
      await yieldToIo();
      const ready = await signer.sign(request, identity, properties);
      if (HttpRequest.isInstance(ready)) return ready;
      throw new Unprepared('shape', 'the signer of the SDK made no HTTP request');
    },
  };
}

function missing(member: string): Unprepared {
  return new Unprepared('shape', `the context of its middleware has no ${member}`);
}
