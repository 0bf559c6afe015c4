import {
  errorResponse,
  customErrorResponse,
  type ErrorResponse,
} from '../errors/error-response.ts';
import type { EmulatedService } from '../errors/service.ts';
import type { HttpExchange } from '../http/http-exchange.ts';
import { s3Error, s3SignatureCode } from '../s3/s3-error.ts';
import { checkSignature } from './signature.ts';

/**
 * Returns the service's error for a request with wrong credentials; undefined if it is accepted.
 */
export type Authenticate = (
  exchange: HttpExchange,
  service: RequestedService,
  body: Uint8Array,
) => ErrorResponse | undefined;

/** The service that a request is for; S3 and STS answer in XML. */
export type RequestedService = EmulatedService | 's3' | 'sts';

/** Returns the service whose JSON errors stand in for those of one that has none. */
export function jsonService(service: RequestedService): EmulatedService {
  return service === 's3' || service === 'sts' ? 'bedrock' : service;
}

/** Services that need no credentials: self-hosted servers and deployed APIs. */
const KEYLESS: ReadonlySet<RequestedService> = new Set([
  'openai',
  'anthropic',
  'gateway',
  'lambda',
]);

/** Accepts any credentials, and none where the service needs none. */
export const acceptAnyCredentials: Authenticate = ({ headers, path }, service) =>
  // An S3 request is recognised by its credentials, so it has some.
  service === 's3' ||
  KEYLESS.has(service) ||
  headers.authorization !== undefined ||
  isPresigned(path)
    ? undefined
    : errorResponse(jsonService(service), 'unauthenticated');

/** Names in the scope of credentials, by service. */
const SCOPES: Readonly<Record<RequestedService, readonly string[]>> = {
  bedrock: ['bedrock'],
  sagemaker: ['sagemaker'],
  openai: ['bedrock', 'bedrock-mantle'],
  anthropic: ['bedrock', 'bedrock-mantle'],
  gateway: ['execute-api', 'lambda'],
  lambda: ['lambda'],
  'bedrock-agent': ['bedrock'],
  s3: ['s3'],
  sts: ['sts', 'iam'],
};

/** Names in the scope of credentials of the JSON services, by the prefix of `x-amz-target`. */
const TARGET_SCOPES: readonly (readonly [prefix: string, service: string])[] = [
  ['GraniteServiceVersion20100801.', 'monitoring'],
  ['ServiceQuotasV20190624.', 'servicequotas'],
  ['AWSPriceListService.', 'pricing'],
  ['SageMaker.', 'sagemaker'],
];

/**
 * Verifies every signature with the secrets of known access keys. An API key
 * (`Authorization: Bearer`) must be one of those secrets, except for services that need no
 * credentials, which accept any. Those services still verify a signature that is given.
 */
export function verifySignatures(secrets: ReadonlyMap<string, string>): Authenticate {
  const keys = new Set(secrets.values());
  return (exchange, service, body) => {
    const { method, path, headers } = exchange;
    const { authorization } = headers;
    if (authorization === undefined && !isPresigned(path))
      return acceptAnyCredentials(exchange, service, body);
    if (authorization?.startsWith('Bearer ') === true) {
      if (KEYLESS.has(service) || keys.has(authorization.slice('Bearer '.length))) return undefined;
      return customErrorResponse(jsonService(service), [
        403,
        'AccessDeniedException',
        'Authentication failed: Please make sure your API Key is valid.',
      ]);
    }
    const target = headers['x-amz-target'];
    const scope = TARGET_SCOPES.find(
      ([prefix]) => typeof target === 'string' && target.startsWith(prefix),
    );
    const services = scope === undefined ? SCOPES[service] : [scope[1]];
    const fault = checkSignature(
      { method, path, headers, body },
      { secrets, services, now: Date.now() },
    );
    if (fault === undefined) return undefined;
    if (service === 's3') return s3Error(s3SignatureCode(fault), fault.message);
    return customErrorResponse(jsonService(service), [403, fault.code, fault.message]);
  };
}

function isPresigned(path: string): boolean {
  return /[?&]X-Amz-Signature=/i.test(path);
}
