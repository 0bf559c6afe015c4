import { BEDROCK_ERRORS } from './bedrock.ts';
import type { ErrorCatalogue } from './error-catalogue.ts';

/** Errors of knowledge bases and agents, which report a failed model as a failed dependency. */
export const BEDROCK_AGENT_ERRORS: ErrorCatalogue = {
  ...BEDROCK_ERRORS,
  'unknown-model': [404, 'ResourceNotFoundException', 'The resource does not exist.'],
  'stream-error': [424, 'DependencyFailedException', 'The model behind it failed.'],
  'model-error': [424, 'DependencyFailedException', 'The model behind it failed.'],
  'model-timeout': [424, 'DependencyFailedException', 'The model behind it timed out.'],
};
