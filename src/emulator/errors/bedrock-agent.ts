import { BEDROCK_ERRORS } from './bedrock.ts';
import type { ErrorCatalogue } from './error-catalogue.ts';

/** How knowledge bases and agents word their errors: what fails behind one is a dependency of it. */
export const BEDROCK_AGENT_ERRORS: ErrorCatalogue = {
  ...BEDROCK_ERRORS,
  'unknown-model': [404, 'ResourceNotFoundException', 'The resource does not exist.'],
  'stream-error': [424, 'DependencyFailedException', 'The model behind it failed.'],
  'model-error': [424, 'DependencyFailedException', 'The model behind it failed.'],
  'model-timeout': [424, 'DependencyFailedException', 'The model behind it timed out.'],
};
