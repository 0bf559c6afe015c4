import type { Outcome } from '../../sample/outcome.ts';
import { ANTHROPIC_ERRORS } from './anthropic.ts';
import { BEDROCK_AGENT_ERRORS } from './bedrock-agent.ts';
import { BEDROCK_ERRORS } from './bedrock.ts';
import type { ErrorEntry, ErrorCatalogue } from './error-catalogue.ts';
import type { ErrorReason } from './error-reason.ts';
import { GATEWAY_ERRORS } from './gateway.ts';
import { LAMBDA_ERRORS } from './lambda.ts';
import { OPENAI_ERRORS } from './openai.ts';
import { SAGEMAKER_ERRORS } from './sagemaker.ts';
import type { EmulatedService } from './service.ts';

/** An error response in the service's format. */
export interface ErrorResponse {
  readonly outcome: Outcome;
  readonly status: number;
  /** The exception's structure name: `ThrottlingException`. */
  readonly code: string;
  /** Its name as a member of an event stream: `throttlingException`. */
  readonly member: string;
  readonly message: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const CATALOGUES: Readonly<Record<EmulatedService, ErrorCatalogue>> = {
  bedrock: BEDROCK_ERRORS,
  sagemaker: SAGEMAKER_ERRORS,
  openai: OPENAI_ERRORS,
  anthropic: ANTHROPIC_ERRORS,
  gateway: GATEWAY_ERRORS,
  lambda: LAMBDA_ERRORS,
  'bedrock-agent': BEDROCK_AGENT_ERRORS,
};

const OUTCOMES: Readonly<Record<ErrorReason, Outcome>> = {
  invalid: 'refused_request',
  unreadable: 'refused_request',
  'unknown-operation': 'refused_request',
  'unknown-model': 'refused_request',
  unauthenticated: 'refused_request',
  requests_per_minute: 'throttled',
  tokens_per_minute: 'throttled',
  tokens_per_day: 'quota_exhausted',
  connections: 'server_error',
  'not-ready': 'throttled',
  'no-capacity': 'server_error',
  busy: 'throttled',
  concurrency: 'server_error',
  'server-error': 'server_error',
  'stream-error': 'model_error',
  'model-error': 'model_error',
  'model-timeout': 'timeout',
};

/** Returns the service's error for a reason, with `replacement` instead of its usual message. */
export function errorResponse(
  service: EmulatedService,
  reason: ErrorReason,
  replacement?: string,
): ErrorResponse {
  const [status, code, usual] = CATALOGUES[service][reason];
  const message = replacement ?? usual;
  return rejection(service, [status, code, message], {
    // API Gateway hides from its client that the function was throttled; Lambda reports it.
    outcome: service === 'lambda' && reason === 'concurrency' ? 'throttled' : OUTCOMES[reason],
    body: errorBody(service, reason, code, message),
  });
}

/** Returns a refused request's error with a status, code and message outside the catalogue. */
export function customErrorResponse(service: EmulatedService, entry: ErrorEntry): ErrorResponse {
  const [, code, message] = entry;
  return rejection(service, entry, {
    outcome: 'refused_request',
    body: errorBody(service, 'invalid', code, message),
  });
}

function rejection(
  service: EmulatedService,
  [status, code, message]: ErrorEntry,
  { outcome, body }: { outcome: Outcome; body: unknown },
): ErrorResponse {
  return {
    outcome,
    status,
    code,
    member: code.charAt(0).toLowerCase() + code.slice(1),
    message,
    headers: { 'content-type': 'application/json', ...errorType(service, code) },
    body: JSON.stringify(body),
  };
}

/**
 * The 503 page of a proxy in front of an unavailable service: HTML instead of the service's JSON.
 */
export const HTML_503: ErrorResponse = {
  outcome: 'server_error',
  status: 503,
  code: '503',
  member: '503',
  message: 'Service Temporarily Unavailable',
  headers: { 'content-type': 'text/html' },
  body: '<html>\r\n<head><title>503 Service Temporarily Unavailable</title></head>\r\n<body>\r\n<center><h1>503 Service Temporarily Unavailable</h1></center>\r\n</body>\r\n</html>\r\n',
};

function errorType(service: EmulatedService, code: string): Record<string, string> {
  if (service === 'openai' || service === 'anthropic') return {};
  const namespace =
    service === 'bedrock' ? ':http://internal.amazon.com/coral/com.amazon.bedrock/' : '';
  return { 'x-amzn-errortype': `${code}${namespace}` };
}

/** Status that the model's container returned to the service; 0 when it timed out. */
const CONTAINER_STATUS: Readonly<Partial<Record<ErrorReason, number>>> = {
  'model-error': 500,
  'model-timeout': 0,
  busy: 503,
};

/** Returns the limit that a Lambda caller exceeded. */
function throttleReason(reason: ErrorReason): object {
  if (reason === 'concurrency') {
    return { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' };
  }
  return reason === 'requests_per_minute' ? { Reason: 'CallerRateLimitExceeded' } : {};
}

function errorBody(
  service: EmulatedService,
  reason: ErrorReason,
  code: string,
  message: string,
): unknown {
  if (service === 'openai') return { error: { message, type: code, param: null, code } };
  if (service === 'anthropic') return { type: 'error', error: { type: code, message } };
  if (service === 'lambda') return { Type: 'User', message, ...throttleReason(reason) };
  const status = CONTAINER_STATUS[reason];
  if (status === undefined || (reason === 'busy' && service !== 'sagemaker')) return { message };
  if (service === 'bedrock') return { message, originalStatusCode: 500 };
  if (service === 'gateway') return { message };
  return {
    ErrorCode: 'INTERNAL_FAILURE_FROM_MODEL',
    LogStreamArn: '',
    Message: message,
    OriginalMessage: message,
    OriginalStatusCode: status,
  };
}
