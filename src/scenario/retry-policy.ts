import { z } from 'zod';
import { duration, positive, strictObject } from './schema/fields.ts';
import type { ReadonlyOutput } from './schema/readonly-deep.ts';

/** Schema of a retry policy. */
export const retrySchema = strictObject({
  maxAttempts: positive
    .max(10)
    .default(1)
    .describe('Maximum attempts per arrival, the first included; 1 means no retry.'),
  base: duration
    .default(1000)
    .describe(
      'Upper bound of the first back-off; it doubles each time, and the wait is uniform below it (full jitter).',
    ),
  cap: duration
    .default(20_000)
    .describe('Longest back-off. After a longer Retry-After there is no retry.'),
  budget: z
    .number()
    .nonnegative()
    .exactOptional()
    .describe(
      'Retry budget, maximum retries per arrival over the run so far: 0.2 allows one retry per five arrivals. Default: no limit.',
    ),
});

/** When and how often a failed request is retried; one attempt means no retry. */
export type RetryPolicy = ReadonlyOutput<typeof retrySchema>;
