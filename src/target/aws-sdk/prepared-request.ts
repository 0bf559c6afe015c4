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
 * The stencil of a request as the SDK signed it, with the input and the context its middleware saw.
 * Undefined where it was signed in another way than Signature Version 4, a bearer token say.
 */
export async function prepareRequest(
  input: object,
  signed: HttpRequest,
  context: object,
  /** Puts in what the target adds to each request. */
  dress: (request: HttpRequest) => void = () => undefined,
): Promise<PreparedRequest | undefined> {
  const surroundings: Surroundings = context;
  const { endpointV2 } = surroundings;
  const { operationSchema, selectedHttpAuthScheme } = surroundings.__smithy_context ?? {};
  if (endpointV2 === undefined || selectedHttpAuthScheme === undefined) return undefined;
  const { httpAuthOption, identity, signer } = selectedHttpAuthScheme;
  const { config } = httpAuthOption.signingProperties ?? {};
  if (httpAuthOption.schemeId !== 'aws.auth#sigv4' || config === undefined) return undefined;
  const properties = httpAuthOption.signingProperties ?? {};

  const [, namespace, name, traits, inputSchema, output] = operationSchema ?? [];
  const operation = { namespace, name, traits, input: inputSchema, output };
  const serdeContext = { ...config, ...context, endpoint: async () => toEndpointV1(endpointV2) };
  async function serialise(made: object): Promise<HttpRequest | undefined> {
    const request = await config?.protocol.serializeRequest(operation, made, serdeContext);
    return HttpRequest.isInstance(request) ? request : undefined;
  }

  const plain = await serialise(input);
  if (plain === undefined) return undefined;
  const shared = Object.entries(signed.headers).filter(
    ([header]) => !OWN.has(header) && !(header in plain.headers),
  );
  return {
    async request(made) {
      await yieldToIo();
      const request = await serialise(made);
      if (request === undefined) throw new Error('the SDK serialised no HTTP request');
      for (const [header, value] of shared) request.headers[header] = value;
      dress(request);
      request.headers[INVOCATION] = randomUUID();
      request.headers['content-length'] = String(Buffer.byteLength(request.body ?? ''));
      await yieldToIo();
      const ready = await signer.sign(request, identity, properties);
      if (!HttpRequest.isInstance(ready)) throw new Error('the SDK signed no HTTP request');
      return ready;
    },
  };
}
