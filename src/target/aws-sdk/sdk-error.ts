import type { RawError } from '../errors/classify-error.ts';
import { rawErrorOf } from '../errors/decode-error.ts';

/** An SdkSymptom is what a service of AWS, or the way to it, said when an SDK's client of it failed. */
type SdkSymptom = RawError;

export function sdkErrorOf(error: unknown): SdkSymptom {
  const symptom = rawErrorOf(error);
  if (!(error instanceof Error) || !('$metadata' in error)) return symptom;
  const { $metadata: metadata } = error;
  const status =
    typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
      ? metadata.httpStatusCode
      : undefined;
  return typeof status === 'number' ? { ...symptom, name: error.name, status } : symptom;
}
