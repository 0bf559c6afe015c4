import { BEDROCK_ERRORS } from './bedrock.ts';
import type { ErrorCatalogue } from './error-catalogue.ts';

/** Errors of SageMaker, which quotes the errors of its containers. */
export const SAGEMAKER_ERRORS: ErrorCatalogue = {
  ...BEDROCK_ERRORS,
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
