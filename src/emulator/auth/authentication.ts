import {
  errorResponse,
  customErrorResponse,
  type ErrorResponse,
} from '../errors/error-response.ts';
import type { EmulatedService } from '../errors/service.ts';
import type { HttpExchange } from '../http/http-exchange.ts';
import { s3Error, s3SignatureCode } from '../s3/s3-error.ts';
import { checkSignature } from './signature.ts';

/** An Authenticate lets a request in, or says in the service's words why not. */
export type Authenticate = (
  exchange: HttpExchange,
  service: Guarded,
  body: Uint8Array,
) => ErrorResponse | undefined;

/** A Guarded service asks who comes; S3 says so in words of its own. */
export type Guarded = EmulatedService | 's3';

/** OpenAI servers of one's own, and our deployed API, ask for no key. */
const OPEN: ReadonlySet<Guarded> = new Set(['openai', 'anthropic', 'gateway', 'lambda']);

/** Lets in whoever brings any credentials at all. */
export const acceptAnyCredentials: Authenticate = ({ headers, path }, service) =>
  // What is S3's is told by its credentials.
  service === 's3' || OPEN.has(service) || headers.authorization !== undefined || isPresigned(path)
    ? undefined
    : errorResponse(service, 'unauthenticated');

/** The names that credentials are scoped to, by service. */
const SCOPES: Readonly<Record<Guarded, readonly string[]>> = {
  bedrock: ['bedrock'],
  sagemaker: ['sagemaker'],
  openai: ['bedrock', 'bedrock-mantle'],
  anthropic: ['bedrock', 'bedrock-mantle'],
  gateway: ['execute-api', 'lambda'],
  lambda: ['lambda'],
  'bedrock-agent': ['bedrock'],
  s3: ['s3'],
};

/** What the JSON services' credentials are scoped to, by the start of their `x-amz-target`. */
const TARGET_SCOPES: readonly (readonly [prefix: string, service: string])[] = [
  ['GraniteServiceVersion20100801.', 'monitoring'],
  ['ServiceQuotasV20190624.', 'servicequotas'],
  ['AWSPriceListService.', 'pricing'],
  ['SageMaker.', 'sagemaker'],
];

/**
 * Checks every signature by the secrets of known access keys. An API key (`Authorization: Bearer`)
 * must be one of those secrets. Services that ask for no key still check one that is given.
 */
export function verifySignatures(secrets: ReadonlyMap<string, string>): Authenticate {
  const keys = new Set(secrets.values());
  return (exchange, service, body) => {
    const { method, path, headers } = exchange;
    const { authorization } = headers;
    if (authorization === undefined && !isPresigned(path))
      return acceptAnyCredentials(exchange, service, body);
    if (authorization?.startsWith('Bearer ') === true) {
      if (OPEN.has(service) || keys.has(authorization.slice('Bearer '.length))) return undefined;
      return customErrorResponse(service === 's3' ? 'bedrock' : service, [
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
    return customErrorResponse(service, [403, fault.code, fault.message]);
  };
}

function isPresigned(path: string): boolean {
  return /[?&]X-Amz-Signature=/i.test(path);
}
