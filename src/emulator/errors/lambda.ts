import type { ErrorCatalogue } from './error-catalogue.ts';

/** Errors of Lambda, invoked directly or by a function URL (Lambda API reference, Invoke). */
export const LAMBDA_ERRORS: ErrorCatalogue = {
  invalid: [400, 'InvalidRequestContentException', 'The request is malformed.'],
  unreadable: [400, 'InvalidRequestContentException', 'Could not parse request body into json.'],
  'unknown-operation': [404, 'ResourceNotFoundException', 'There is no such operation.'],
  'unknown-model': [404, 'ResourceNotFoundException', 'Function not found.'],
  unauthenticated: [403, 'AccessDeniedException', 'Forbidden'],
  requests_per_minute: [429, 'TooManyRequestsException', 'Rate Exceeded.'],
  tokens_per_minute: [429, 'TooManyRequestsException', 'Rate Exceeded.'],
  tokens_per_day: [429, 'TooManyRequestsException', 'Too many tokens per day.'],
  connections: [503, 'ServiceException', 'The service is unavailable.'],
  'not-ready': [502, 'ResourceNotReadyException', 'The function is not ready to be invoked.'],
  'no-capacity': [503, 'ServiceException', 'The service is unavailable.'],
  busy: [503, 'ServiceException', 'The service is unavailable.'],
  concurrency: [429, 'TooManyRequestsException', 'Rate Exceeded.'],
  'server-error': [500, 'ServiceException', 'The service encountered an internal error.'],
  'stream-error': [500, 'ServiceException', 'The service encountered an internal error.'],
  'model-error': [502, 'InternalServerErrorException', 'Internal Server Error'],
  'model-timeout': [504, 'TimeoutException', 'The function timed out.'],
};
