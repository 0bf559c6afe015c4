import { z } from 'zod';
import { duration, strictObject } from './schema/fields.ts';
import type { ReadonlyOutput } from './schema/readonly-deep.ts';

const threshold = strictObject({
  threshold: z.string().describe('Assertion: p(95)<3000.'),
  abortOnFail: z.boolean().default(false).describe('Whether the run is aborted when it fails.'),
  delayAbortEval: duration.default(0).describe('Time of the run before which it is not aborted.'),
});

/** Schema of the assertions about one metric, in k6's format. */
export const thresholdsSchema = z.array(z.union([z.string(), threshold]));

/** One entry of k6's `thresholds`, not yet parsed. */
export interface ThresholdSpec extends Omit<ReadonlyOutput<typeof threshold>, 'threshold'> {
  /** Metric and selector as written: `latency{target:haiku}`. */
  readonly metric: string;
  /** Assertion as written: `p(95)<3000`. */
  readonly expression: string;
}
