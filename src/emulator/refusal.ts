import type { Outcome } from '../sample/outcome.ts';
import { ANTHROPIC } from './wording/anthropic.ts';
import { LAMBDA } from './wording/lambda.ts';

/** A Service is whose manners an error has. */
export type Service =
  'bedrock' | 'bedrock-agent' | 'sagemaker' | 'openai' | 'anthropic' | 'gateway' | 'lambda';

/** A Reason is why a request is refused or fails. */
export type Reason =
  | 'invalid'
  | 'unreadable'
  | 'unknown-operation'
  | 'unknown-model'
  | 'unauthenticated'
  | 'requests_per_minute'
  | 'tokens_per_minute'
  | 'tokens_per_day'
  | 'connections'
  | 'not-ready'
  | 'no-capacity'
  | 'busy'
  | 'concurrency'
  | 'server-error'
  | 'stream-error'
  | 'model-error'
  | 'model-timeout';

/** A Refusal is an error as the service words it. */
export interface Refusal {
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

type Wording = readonly [status: number, code: string, message: string];

const BEDROCK: Readonly<Record<Reason, Wording>> = {
  invalid: [400, 'ValidationException', 'The request is malformed.'],
  unreadable: [400, 'SerializationException', 'The request body is not JSON.'],
  'unknown-operation': [404, 'UnknownOperationException', 'There is no such operation.'],
  'unknown-model': [400, 'ValidationException', 'The provided model identifier is invalid.'],
  unauthenticated: [403, 'MissingAuthenticationTokenException', 'Missing Authentication Token'],
  requests_per_minute: [
    429,
    'ThrottlingException',
    'Too many requests, please wait before trying again.',
  ],
  tokens_per_minute: [
    429,
    'ThrottlingException',
    'Too many tokens, please wait before trying again.',
  ],
  tokens_per_day: [
    429,
    'ThrottlingException',
    'Too many tokens per day, please wait before trying again.',
  ],
  connections: [
    503,
    'ServiceUnavailableException',
    'Too many connections, please wait before trying again.',
  ],
  'not-ready': [429, 'ModelNotReadyException', 'The model is not ready to serve requests yet.'],
  'no-capacity': [429, 'ModelNotReadyException', 'The model is not ready to serve requests yet.'],
  busy: [503, 'ServiceUnavailableException', 'Bedrock is unable to process your request.'],
  concurrency: [503, 'ServiceUnavailableException', 'Bedrock is unable to process your request.'],
  'server-error': [
    500,
    'InternalServerException',
    'The system encountered an unexpected error during processing. Try your request again.',
  ],
  'stream-error': [
    424,
    'ModelStreamErrorException',
    'The system encountered an unexpected error while the model was streaming. Try your request again.',
  ],
  'model-error': [424, 'ModelErrorException', 'The model failed to process the request.'],
  'model-timeout': [408, 'ModelTimeoutException', 'The model took too long to answer.'],
};

const SAGEMAKER: Readonly<Record<Reason, Wording>> = {
  ...BEDROCK,
  invalid: [400, 'ValidationError', 'The request is malformed.'],
  unreadable: [400, 'ValidationError', 'The request body is not JSON.'],
  'unknown-model': [400, 'ValidationError', 'There is no endpoint of that name.'],
  requests_per_minute: [400, 'ThrottlingException', 'Rate exceeded'],
  tokens_per_minute: [400, 'ThrottlingException', 'Rate exceeded'],
  tokens_per_day: [400, 'ThrottlingException', 'Rate exceeded'],
  connections: [503, 'ServiceUnavailable', 'The service is unavailable. Try your call again.'],
  'no-capacity': [
    400,
    'ValidationError',
    'Inference Component has no capacity to process this request. ApplicationAutoScaling may be in-progress (if configured) or try to increase the capacity by invoking UpdateInferenceComponentRuntimeConfig API.',
  ],
  busy: [
    424,
    'ModelError',
    'Received server error (503) from primary with message "Service Unavailable".',
  ],
  concurrency: [503, 'ServiceUnavailable', 'The service is unavailable. Try your call again.'],
  'server-error': [500, 'InternalFailure', 'An internal failure occurred.'],
  'stream-error': [424, 'ModelStreamError', 'The model container broke the stream.'],
  'model-error': [
    424,
    'ModelError',
    'Received server error (500) from primary with message "CUDA out of memory".',
  ],
  'model-timeout': [
    424,
    'ModelError',
    'Received server error (0) from primary with message "Your invocation timed out while waiting for a response from container primary.".',
  ],
};

const OPENAI: Readonly<Record<Reason, Wording>> = {
  invalid: [400, 'invalid_request_error', 'The request is malformed.'],
  unreadable: [400, 'invalid_request_error', 'The request body is not JSON.'],
  'unknown-operation': [404, 'not_found_error', 'There is no such route.'],
  'unknown-model': [404, 'model_not_found', 'There is no such model.'],
  unauthenticated: [401, 'invalid_api_key', 'No API key was given.'],
  requests_per_minute: [429, 'rate_limit_exceeded', 'Rate limit reached for requests.'],
  tokens_per_minute: [429, 'rate_limit_exceeded', 'Rate limit reached for tokens per minute.'],
  tokens_per_day: [429, 'insufficient_quota', 'You exceeded your current quota.'],
  connections: [503, 'server_error', 'The server is overloaded. Try again later.'],
  'not-ready': [503, 'server_error', 'The model is still loading.'],
  'no-capacity': [503, 'server_error', 'The model is still loading.'],
  busy: [503, 'server_error', 'The server is overloaded. Try again later.'],
  concurrency: [503, 'server_error', 'The server is overloaded. Try again later.'],
  'server-error': [500, 'server_error', 'The server had an error while processing the request.'],
  'stream-error': [500, 'server_error', 'The server had an error while streaming the answer.'],
  'model-error': [502, 'server_error', 'The model failed to process the request.'],
  'model-timeout': [408, 'timeout', 'The model took too long to answer.'],
};

const GATEWAY: Readonly<Record<Reason, Wording>> = {
  invalid: [400, 'BadRequestException', 'Invalid request body'],
  unreadable: [400, 'BadRequestException', 'Invalid request body'],
  'unknown-operation': [403, 'MissingAuthenticationTokenException', 'Missing Authentication Token'],
  'unknown-model': [404, 'NotFoundException', 'Not Found'],
  unauthenticated: [403, 'ForbiddenException', 'Forbidden'],
  requests_per_minute: [429, 'TooManyRequestsException', 'Too Many Requests'],
  tokens_per_minute: [429, 'TooManyRequestsException', 'Too Many Requests'],
  tokens_per_day: [429, 'LimitExceededException', 'Limit Exceeded'],
  connections: [503, 'ServiceUnavailableException', 'Service Unavailable'],
  'not-ready': [503, 'ServiceUnavailableException', 'Service Unavailable'],
  'no-capacity': [503, 'ServiceUnavailableException', 'Service Unavailable'],
  busy: [503, 'ServiceUnavailableException', 'Service Unavailable'],
  // A REST API hides from its client that the function behind it was throttled.
  concurrency: [500, 'InternalServerErrorException', 'Internal server error'],
  'server-error': [500, 'InternalServerErrorException', 'Internal server error'],
  'stream-error': [500, 'InternalServerErrorException', 'Internal server error'],
  'model-error': [502, 'InternalServerErrorException', 'Internal server error'],
  'model-timeout': [504, 'IntegrationTimeout', 'Endpoint request timed out'],
};

/** What fails behind a knowledge base or an agent is a dependency of it. */
const BEDROCK_AGENT: Readonly<Record<Reason, Wording>> = {
  ...BEDROCK,
  'unknown-model': [404, 'ResourceNotFoundException', 'The resource does not exist.'],
  'stream-error': [424, 'DependencyFailedException', 'The model behind it failed.'],
  'model-error': [424, 'DependencyFailedException', 'The model behind it failed.'],
  'model-timeout': [424, 'DependencyFailedException', 'The model behind it timed out.'],
};

const WORDINGS = {
  bedrock: BEDROCK,
  sagemaker: SAGEMAKER,
  openai: OPENAI,
  anthropic: ANTHROPIC,
  gateway: GATEWAY,
  lambda: LAMBDA,
  'bedrock-agent': BEDROCK_AGENT,
};

const OUTCOMES: Readonly<Record<Reason, Outcome>> = {
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

/** The service's error for a reason; `says` replaces its usual message. */
export function refuse(service: Service, reason: Reason, says?: string): Refusal {
  const [status, code, usual] = WORDINGS[service][reason];
  const message = says ?? usual;
  return refusal(service, [status, code, message], {
    // A gateway hides from its client that the function was throttled; Lambda itself says so.
    outcome: service === 'lambda' && reason === 'concurrency' ? 'throttled' : OUTCOMES[reason],
    body: errorBody(service, reason, code, message),
  });
}

/** An error that turns a request away for what it is, worded by whoever found it. */
export function refuseAs(service: Service, wording: Wording): Refusal {
  const [, code, message] = wording;
  return refusal(service, wording, {
    outcome: 'refused_request',
    body: errorBody(service, 'invalid', code, message),
  });
}

function refusal(
  service: Service,
  [status, code, message]: Wording,
  { outcome, body }: { outcome: Outcome; body: unknown },
): Refusal {
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
export const HTML_503: Refusal = {
  outcome: 'server_error',
  status: 503,
  code: '503',
  member: '503',
  message: 'Service Temporarily Unavailable',
  headers: { 'content-type': 'text/html' },
  body: '<html>\r\n<head><title>503 Service Temporarily Unavailable</title></head>\r\n<body>\r\n<center><h1>503 Service Temporarily Unavailable</h1></center>\r\n</body>\r\n</html>\r\n',
};

function errorType(service: Service, code: string): Record<string, string> {
  if (service === 'openai' || service === 'anthropic') return {};
  const namespace =
    service === 'bedrock' ? ':http://internal.amazon.com/coral/com.amazon.bedrock/' : '';
  return { 'x-amzn-errortype': `${code}${namespace}` };
}

/** What the model's container said to the service; 0 when it said nothing in time. */
const CONTAINER_STATUS: Readonly<Partial<Record<Reason, number>>> = {
  'model-error': 500,
  'model-timeout': 0,
  busy: 503,
};

/** Lambda tells which of its limits a caller ran into. */
function throttleReason(reason: Reason): object {
  if (reason === 'concurrency') {
    return { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' };
  }
  return reason === 'requests_per_minute' ? { Reason: 'CallerRateLimitExceeded' } : {};
}

function errorBody(service: Service, reason: Reason, code: string, message: string): unknown {
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
