import type { ErrorCatalogue } from './error-catalogue.ts';

/** Errors of Bedrock: the SDK's exceptions, with messages observed in production. */
export const BEDROCK_ERRORS: ErrorCatalogue = {
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
