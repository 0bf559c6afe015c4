import type { ErrorCatalogue } from './error-catalogue.ts';

/** Errors of OpenAI's API and of servers compatible with it. */
export const OPENAI_ERRORS: ErrorCatalogue = {
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
