import { z } from 'zod';
import { duration, strictObject } from '../schema/fields.ts';
import { isPrefix, readS3Uri } from '../schema/s3-uri.ts';

const prefix = z.string().refine(isPlace, {
  error: 'Write a place in S3 that ends with a slash: s3://bucket/prefix/.',
});

function isPlace(text: string): boolean {
  const uri = readS3Uri(text);
  return uri !== undefined && isPrefix(uri);
}

/** SageMaker counts in whole seconds, within these. */
function seconds(least: number, most: number) {
  return duration
    .refine((ms) => ms % 1000 === 0 && ms >= least * 1000 && ms <= most * 1000, {
      error: `SageMaker takes whole seconds from ${least} to ${most}.`,
    })
    .exactOptional();
}

/** How an asynchronous endpoint is asked (limits: SageMaker API reference, InvokeEndpointAsync). */
export const asyncSchema = strictObject({
  input: prefix,
  output: prefix.exactOptional(),
  failure: prefix.exactOptional(),
  poll: duration.refine((ms) => ms > 0, { error: 'A poll takes some time.' }).default(500),
  requestTtl: seconds(60, 21_600),
  invocationTimeout: seconds(1, 3600),
}).exactOptional();

/** What a synchronous request may say and an asynchronous one may not. */
const SYNCHRONOUS = ['inferenceComponent', 'targetVariant', 'sticky', 'decode'] as const;

interface Draft extends Partial<Record<(typeof SYNCHRONOUS)[number], unknown>> {
  readonly async?: unknown;
  readonly stream?: boolean;
}

/** Complains of what does not go with asynchronous inference. */
export function checkAsync(draft: Draft, context: z.core.$RefinementCtx): void {
  if (draft.async === undefined) return;
  const complain = (key: string, message: string): void =>
    context.addIssue({ code: 'custom', path: [key], message });
  if (draft.stream === true) {
    complain('stream', 'Asynchronous inference does not stream: its answer is an object in S3.');
  }
  for (const key of SYNCHRONOUS) {
    if (draft[key] === undefined) continue;
    complain(key, `Asynchronous inference knows no ${key}. Leave it out.`);
  }
}
