import { standardNormal } from '../random/normal.ts';
import type { Random } from '../random/random.ts';
import type { Milliseconds } from '../time/duration.ts';
import { createTokenBucket } from './quota/token-bucket.ts';

/** A LambdaServing is the function behind a deployed API: environments, each serving one request at a time. */
export interface LambdaServing {
  /** Whether a request that comes now would be throttled. */
  isFull(now: Milliseconds): boolean;
  /** What gateway and function add before the model is asked; take one `leave` for each `enter`. */
  enter(now: Milliseconds): Milliseconds;
  leave(): void;
}

export interface LambdaOptions {
  /** The most requests served at once; an account's default when absent. */
  readonly concurrency?: number | undefined;
  /** Environments that are warm at the start. */
  readonly warm?: number;
}

/** Gateway and warm function together; assumed, as the cold start is. */
const OVERHEAD: Milliseconds = 35;
const OVERHEAD_SIGMA = 0.35;
const COLD_START: Milliseconds = 600;
const COLD_START_SIGMA = 0.2;
const WARM_ENVIRONMENTS = 10;

/** An account's default, and how fast one function may grow (Lambda developer guide, scaling behaviour). */
const CONCURRENCY = 1000;
const GROWTH = 1000;
const GROWTH_TIME: Milliseconds = 10_000;

/** A request that finds every environment busy starts a new one, which then stays warm. */
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

/** A lognormal draw by its median. */
function lognormal(median: number, sigma: number, random: Random): number {
  return median * Math.exp(sigma * standardNormal(random));
}
