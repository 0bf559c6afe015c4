import type { ErrorCatalogue } from './error-catalogue.ts';

/** Errors of Anthropic's API (Anthropic API reference, "Errors"). */
export const ANTHROPIC_ERRORS: ErrorCatalogue = {
  invalid: [400, 'invalid_request_error', 'The request is malformed.'],
  unreadable: [400, 'invalid_request_error', 'The request body is not JSON.'],
  'unknown-operation': [404, 'not_found_error', 'There is no such route.'],
  'unknown-model': [404, 'not_found_error', 'There is no such model.'],
  unauthenticated: [401, 'authentication_error', 'x-api-key header is required'],
  requests_per_minute: [429, 'rate_limit_error', 'Rate limit reached for requests.'],
  tokens_per_minute: [429, 'rate_limit_error', 'Rate limit reached for tokens per minute.'],
  tokens_per_day: [429, 'rate_limit_error', 'Rate limit reached for tokens per day.'],
  connections: [529, 'overloaded_error', 'Overloaded'],
  'not-ready': [529, 'overloaded_error', 'Overloaded'],
  'no-capacity': [529, 'overloaded_error', 'Overloaded'],
  busy: [529, 'overloaded_error', 'Overloaded'],
  concurrency: [529, 'overloaded_error', 'Overloaded'],
  'server-error': [500, 'api_error', 'Internal server error'],
  'stream-error': [500, 'api_error', 'Internal server error'],
  'model-error': [500, 'api_error', 'Internal server error'],
  'model-timeout': [504, 'timeout_error', 'The request took too long to answer.'],
};
