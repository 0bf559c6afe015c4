import type { Milliseconds } from '../../time/duration.ts';

/**
 * AsyncInference says how an asynchronous endpoint is asked: where its requests and answers lie in
 * S3, and how often to look whether an answer is there.
 */
export interface AsyncInference extends Partial<AsyncPlaces> {
  /** `s3://bucket/prefix/`, where requests are put. */
  readonly input: string;
  /** How long between two looks: what latency is measured to. */
  readonly poll: Milliseconds;
  /** The longest a request may wait in the endpoint's queue; 6 hours when absent. */
  readonly requestTtl?: Milliseconds;
  /** The longest its model may take; 15 minutes when absent. */
  readonly invocationTimeout?: Milliseconds;
}

/** Where the endpoint's own configuration says that answers and failures go: `s3://bucket/prefix/`. */
export interface AsyncPlaces {
  readonly output: string;
  readonly failure: string;
}
