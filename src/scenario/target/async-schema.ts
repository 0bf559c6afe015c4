import { z } from 'zod';
import { duration, strictObject } from '../schema/fields.ts';
import type { ReadonlyOutput } from '../schema/readonly-deep.ts';
import { isPrefix, readS3Uri } from '../schema/s3-uri.ts';

const prefix = z.string().refine(isPlace, {
  error: 'Write an S3 prefix that ends with a slash: s3://bucket/prefix/.',
});

function isPlace(text: string): boolean {
  const uri = readS3Uri(text);
  return uri !== undefined && isPrefix(uri);
}

/** Schema of a duration in whole seconds, as SageMaker requires, within these limits. */
function seconds(least: number, most: number) {
  return duration
    .refine((ms) => ms % 1000 === 0 && ms >= least * 1000 && ms <= most * 1000, {
      error: `SageMaker takes whole seconds from ${least} to ${most}.`,
    })
    .exactOptional();
}

const asyncInference = strictObject({
  input: prefix.describe('S3 prefix for requests: s3://bucket/prefix/.'),
  output: prefix
    .exactOptional()
    .describe(
      'S3 prefix of answers in the endpoint’s configuration. Default: the location in each response.',
    ),
  failure: prefix
    .exactOptional()
    .describe(
      'S3 prefix of failures in the endpoint’s configuration. Default: the location in each response.',
    ),
  poll: duration
    .refine((ms) => ms > 0, { error: 'poll must be longer than 0.' })
    .default(500)
    .describe('Polling interval for the answer, which is the precision of the latency.'),
  requestTtl: seconds(60, 21_600).describe(
    'Maximum wait of a request in the endpoint’s queue: whole seconds from 1m to 6h. Default: 6h, SageMaker’s own.',
  ),
  invocationTimeout: seconds(1, 3600).describe(
    'Maximum time of the model: whole seconds from 1s to 1h. Default: 15m, SageMaker’s own.',
  ),
});

/**
 * Settings of an asynchronous endpoint: S3 locations of requests and answers, and the polling
 * interval.
 */
export type AsyncInference = ReadonlyOutput<typeof asyncInference>;

/**
 * S3 locations of answers and failures, as in the endpoint's configuration: `s3://bucket/prefix/`.
 */
export type AsyncPlaces = Required<Pick<AsyncInference, 'output' | 'failure'>>;

/**
 * Schema of asynchronous inference; absent for a synchronous endpoint (limits: SageMaker API
 * reference, InvokeEndpointAsync).
 */
export const asyncSchema = asyncInference.exactOptional();

/** Settings that are not allowed with asynchronous inference. */
const SYNCHRONOUS = ['inferenceComponent', 'targetVariant', 'sticky', 'decode'] as const;

interface Draft extends Partial<Record<(typeof SYNCHRONOUS)[number], unknown>> {
  readonly async?: unknown;
  readonly stream?: boolean;
}

/** Adds an issue for each setting that asynchronous inference does not allow. */
export function checkAsync(draft: Draft, context: z.core.$RefinementCtx): void {
  if (draft.async === undefined) return;
  const complain = (key: string, message: string): void =>
    context.addIssue({ code: 'custom', path: [key], message });
  if (draft.stream === true) {
    complain('stream', 'Asynchronous inference does not stream: its answer is an object in S3.');
  }
  for (const key of SYNCHRONOUS) {
    if (draft[key] === undefined) continue;
    complain(key, `Asynchronous inference does not support ${key}. Remove it.`);
  }
}
