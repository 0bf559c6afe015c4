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

/** An ErrorResponse is an error as the service words it. */
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

const WORDINGS: Readonly<Record<EmulatedService, ErrorCatalogue>> = {
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

/** The service's error for a reason; `replacement` takes the place of its usual message. */
export function errorResponse(
  service: EmulatedService,
  reason: ErrorReason,
  replacement?: string,
): ErrorResponse {
  const [status, code, usual] = WORDINGS[service][reason];
  const message = replacement ?? usual;
  return rejection(service, [status, code, message], {
    // A gateway hides from its client that the function was throttled; Lambda itself says so.
    outcome: service === 'lambda' && reason === 'concurrency' ? 'throttled' : OUTCOMES[reason],
    body: errorBody(service, reason, code, message),
  });
}

/** An error that turns a request away for what it is, worded by whoever found it. */
export function customErrorResponse(service: EmulatedService, wording: ErrorEntry): ErrorResponse {
  const [, code, message] = wording;
  return rejection(service, wording, {
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

/** What a proxy in front of the service says when it has none: not JSON, and not the service's. */
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

/** What the model's container said to the service; 0 when it said nothing in time. */
const CONTAINER_STATUS: Readonly<Partial<Record<ErrorReason, number>>> = {
  'model-error': 500,
  'model-timeout': 0,
  busy: 503,
};

/** Lambda tells which of its limits a caller ran into. */
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
