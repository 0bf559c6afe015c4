import { standardNormal } from '../random/normal.ts';
import type { Random } from '../random/random.ts';
import type { Milliseconds } from '../time/duration.ts';
import { createTokenBucket } from './throttling/token-bucket.ts';

/**
 * The Lambda function behind a deployed API: execution environments that serve one request at a
 * time.
 */
export interface LambdaServing {
  /** Whether a request arriving now is throttled. */
  isFull(now: Milliseconds): boolean;
  /**
   * Returns the overhead of gateway and function before the model call. Needs one `leave` per
   * `enter`.
   */
  enter(now: Milliseconds): Milliseconds;
  leave(): void;
}

export interface LambdaOptions {
  /** Maximum concurrent requests; default: an account's default. */
  readonly concurrency?: number | undefined;
  /** Warm environments at the start. */
  readonly warm?: number;
}

/** Overhead of gateway and warm function; assumed, as is the cold start. */
const OVERHEAD: Milliseconds = 35;
const OVERHEAD_SIGMA = 0.35;
const COLD_START: Milliseconds = 600;
const COLD_START_SIGMA = 0.2;
const WARM_ENVIRONMENTS = 10;

/**
 * Default concurrency of an account, and scaling rate of one function (Lambda developer guide,
 * scaling behaviour).
 */
const CONCURRENCY = 1000;
const GROWTH = 1000;
const GROWTH_TIME: Milliseconds = 10_000;

/**
 * Creates the serving. A request that finds every environment busy starts a new one, which stays
 * warm.
 */
export function createLambdaServing(random: Random, options: LambdaOptions = {}): LambdaServing {
  const { concurrency = CONCURRENCY, warm = WARM_ENVIRONMENTS } = options;
  const growth = createTokenBucket(GROWTH, GROWTH_TIME);
  let environments = Math.min(warm, concurrency);
  let busy = 0;
  return {
    isFull: (now) => busy >= concurrency || (busy >= environments && growth.free(now) < 1),
    enter(now) {
      busy++;
      const overhead = lognormal(OVERHEAD, OVERHEAD_SIGMA, random);
      if (busy <= environments) return overhead;
      environments = busy;
      growth.charge(1, now);
      return overhead + lognormal(COLD_START, COLD_START_SIGMA, random);
    },
    leave() {
      busy--;
    },
  };
}

/** Draws a lognormal value with this median. */
function lognormal(median: number, sigma: number, random: Random): number {
  return median * Math.exp(sigma * standardNormal(random));
}
