import { z } from 'zod';
import { duration, strictObject } from './schema/fields.ts';
import type { ReadonlyOutput } from './schema/readonly-deep.ts';

const threshold = strictObject({
  threshold: z.string().describe('The assertion: p(95)<3000.'),
  abortOnFail: z.boolean().default(false).describe('Whether the run is aborted when it fails.'),
  delayAbortEval: duration
    .default(0)
    .describe('Time of the run that must have passed before it may be aborted.'),
});

/** The assertions about one metric, as k6 writes them. */
export const thresholdsSchema = z.array(z.union([z.string(), threshold]));

/** A ThresholdSpec is one line of k6's `thresholds`, not yet parsed. */
export interface ThresholdSpec extends Omit<ReadonlyOutput<typeof threshold>, 'threshold'> {
  /** The metric with its selector as written: `latency{target:haiku}`. */
  readonly metric: string;
  /** The assertion as written: `p(95)<3000`. */
  readonly expression: string;
}
