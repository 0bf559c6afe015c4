import { createRandom } from '../../random/random.ts';
import type { CapacitySettings } from '../../scenario/emulator/capacity-schema.ts';
import { createThrottle } from '../../serving/base/throttle.ts';
import { createServing } from '../../serving/create-serving.ts';
import { createPrefixCache, withPrefixCache } from '../../serving/engine/prefix-cache.ts';
import { createFleet } from '../../serving/fleet.ts';
import { createLambdaServing, type LambdaServing } from '../../serving/lambda.ts';
import type { Profile } from '../../serving/profiles/profile.ts';
import type { Milliseconds } from '../../time/duration.ts';
import type { ErrorReason } from '../errors/error-reason.ts';
import { createServingDriver, type ServingDriver } from './serving-driver.ts';

/**
 * The capacity of one model, endpoint or API: its instances, and a deployed API's gateway and
 * function.
 */
export interface Deployment {
  readonly servingDriver: ServingDriver;
  /** The function behind a deployed API. */
  readonly lambda: LambdaServing;
  /**
   * Returns why a request arriving at `now` (performance.now()) is rejected: by the gateway or
   * function of a deployed API, or by the instances. Counts a request that the gateway admits.
   */
  rejects(now: Milliseconds, deployed: boolean): ErrorReason | undefined;
  /** Whether its instances have a prefix cache. */
  readonly hasPrefixCache: boolean;
  /** Time limit of an answer that does not stream; the service's own limit when absent. */
  readonly timeout?: Milliseconds;
}

/** Creates a deployment whose replicas follow a serving profile. */
export function createDeployment(
  profile: Profile,
  capacity: CapacitySettings,
  { name, seed }: { readonly name: string; readonly seed: number },
): Deployment {
  const { prefixCache, timeout } = capacity;
  const fleet = createFleet({
    ...capacity,
    replica(n) {
      const random = createRandom(seed, 'service', n === 0 ? name : `${name}/${n}`);
      const serving = createServing(profile, random);
      if (prefixCache === undefined) return serving;
      return withPrefixCache(serving, createPrefixCache(prefixCache));
    },
    random: createRandom(seed, 'service', `router/${name}`),
  });
  const lambda = createLambdaServing(createRandom(seed, 'service', `lambda/${name}`), capacity);
  const throttle = createThrottle(capacity.gateway);
  return {
    servingDriver: createServingDriver(fleet),
    lambda,
    rejects(now, deployed) {
      // Usage plans count by calendar day, so the throttle needs milliseconds since 1970.
      const throttled = deployed ? throttle.admit(performance.timeOrigin + now) : undefined;
      // API Gateway has the same two errors: a rate limit is short, an exhausted quota lasts.
      if (throttled === 'rate') return 'requests_per_minute';
      if (throttled === 'quota') return 'tokens_per_day';
      if (deployed && lambda.isFull(now)) return 'concurrency';
      return fleet.rejects(now);
    },
    hasPrefixCache: prefixCache !== undefined,
    ...(timeout === undefined ? {} : { timeout }),
  };
}
