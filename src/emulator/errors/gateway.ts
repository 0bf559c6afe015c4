import type { ErrorCatalogue } from './error-catalogue.ts';

/** Errors of API Gateway. */
export const GATEWAY_ERRORS: ErrorCatalogue = {
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
