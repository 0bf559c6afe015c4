import type { RawError } from '../errors/classify-error.ts';
import { rawErrorOf } from '../errors/decode-error.ts';

/** The error of an AWS service or of its connection, taken from what an SDK client threw. */
type SdkError = RawError;

export function sdkErrorOf(error: unknown): SdkError {
  const rawError = rawErrorOf(error);
  if (!(error instanceof Error) || !('$metadata' in error)) return rawError;
  const { $metadata: metadata } = error;
  const status =
    typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
      ? metadata.httpStatusCode
      : undefined;
  return typeof status === 'number' ? { ...rawError, name: error.name, status } : rawError;
}
