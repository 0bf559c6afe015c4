import type { Milliseconds } from '../scenario/duration.ts';
import type { Random } from '../scenario/random.ts';

/** A Lambda is the function behind a deployed API: environments, each serving one request at a time. */
export interface Lambda {
  /** What gateway and function add before the model is asked; take one `leave` for each `enter`. */
  enter(): Milliseconds;
  leave(): void;
}

/** Gateway and warm function together; assumed, as the cold start is. */
const OVERHEAD: Milliseconds = 35;
const OVERHEAD_SIGMA = 0.35;
const COLD_START: Milliseconds = 600;
const COLD_START_SIGMA = 0.2;
const WARM_ENVIRONMENTS = 10;

/** A request that finds every environment busy starts a new one, which then stays warm. */
export function createLambda(random: Random, warm = WARM_ENVIRONMENTS): Lambda {
  let environments = warm;
  let busy = 0;
  return {
    enter() {
      busy++;
      const overhead = lognormal(OVERHEAD, OVERHEAD_SIGMA, random);
      if (busy <= environments) return overhead;
      environments = busy;
      return overhead + lognormal(COLD_START, COLD_START_SIGMA, random);
    },
    leave() {
      busy--;
    },
  };
}

/** Box and Muller (1958): a lognormal draw by its median. */
function lognormal(median: number, sigma: number, random: Random): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return median * Math.exp(sigma * normal);
}
