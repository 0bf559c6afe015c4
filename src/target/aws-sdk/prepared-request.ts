import { randomUUID } from 'node:crypto';
import { HttpRequest } from '@smithy/core/protocols';
import { toEndpointV1 } from '@smithy/core/transport';
import { yieldToIo } from './yield-to-io.ts';

/**
 * A PreparedRequest makes signed requests after the pattern of one that an SDK client made.
 *
 * What all requests of a target share (endpoint, user agent, the way to sign) is worked out by the
 * SDK once. Serialising and signing are the SDK's own each time, credentials are asked of its own
 * provider; its other middleware, two thirds of the time of a request, would find nothing new.
 */
export interface PreparedRequest {
  request(input: object): Promise<HttpRequest>;
}

/** What a middleware of the SDK sees beside the request, as far as it is needed here. */
interface Surroundings {
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

/** An Unprepared says why no request can be prepared. */
export class Unprepared extends Error {
  readonly reason: 'auth' | 'shape';

  constructor(reason: 'auth' | 'shape', detail: string) {
    super(detail);
    this.reason = reason;
  }
}

/** What a signature adds, and what is another with each body. */
const OWN = new Set([
  'authorization',
  'x-amz-date',
  'x-amz-content-sha256',
  'x-amz-security-token',
  'content-length',
]);
const INVOCATION = 'amz-sdk-invocation-id';

/**
 * Prepares requests after one as the SDK signed it, with the input and the context its middleware saw.
 * Throws an Unprepared where it was signed in another way than Signature Version 4, a bearer token
 * say, or where the context has not the members that are read of it.
 */
export async function prepareRequest(
  input: object,
  signed: HttpRequest,
  context: object,
  /** Puts in what the target adds to each request. */
  dress: (request: HttpRequest) => void = () => undefined,
): Promise<PreparedRequest> {
  const surroundings: Surroundings = context;
  const { endpointV2 } = surroundings;
  const { operationSchema, selectedHttpAuthScheme } = surroundings.__smithy_context ?? {};
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
  async function serialise(made: object): Promise<HttpRequest> {
    const request = await protocol.serializeRequest(operation, made, serdeContext);
    if (HttpRequest.isInstance(request)) return request;
    throw new Unprepared('shape', 'the serialiser of the SDK made no HTTP request');
  }

  const plain = await serialise(input);
  const shared = Object.entries(signed.headers).filter(
    ([header]) => !OWN.has(header) && !(header in plain.headers),
  );
  return {
    async request(made) {
      await yieldToIo();
      const request = await serialise(made);
      for (const [header, value] of shared) request.headers[header] = value;
      dress(request);
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
