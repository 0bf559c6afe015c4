import { createRandom } from '../../random/random.ts';
import type { CapacitySettings } from '../../scenario/emulator/capacity-settings.ts';
import { createThrottle } from '../../serving/base/throttle.ts';
import { createServing } from '../../serving/create-serving.ts';
import { createPrefixCache, withPrefixCache } from '../../serving/engine/prefix-cache.ts';
import { createFleet } from '../../serving/fleet.ts';
import { createLambdaServing, type LambdaServing } from '../../serving/lambda.ts';
import type { Profile } from '../../serving/profiles/profile.ts';
import type { Milliseconds } from '../../time/duration.ts';
import type { ErrorReason } from '../errors/error-reason.ts';
import { createServingDriver, type ServingDriver } from './serving-driver.ts';

/** A Deployment is the machines of one model, endpoint or API: instances, and what stands before them. */
export interface Deployment {
  readonly servingDriver: ServingDriver;
  /** The function behind a deployed API. */
  readonly lambda: LambdaServing;
  /**
   * Why a request that comes now gets no further, by the gateway and function of a deployed API
   * and by the instances. `now` is performance.now(). What the gateway lets through, it counts.
   */
  rejects(now: Milliseconds, deployed: boolean): ErrorReason | undefined;
  /** Whether its instances remember the beginnings of prompts. */
  readonly remembersPrompts: boolean;
  /** How long an answer that does not stream may take; the service's own limit when absent. */
  readonly timeout?: Milliseconds;
}

/** A Deployment of replicas that behave as the profile says. */
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
      // Usage plans go by the day.
      const refused = deployed ? throttle.admit(performance.timeOrigin + now) : undefined;
      // Worded as these are: the one passes, the other lasts.
      if (refused === 'rate') return 'requests_per_minute';
      if (refused === 'quota') return 'tokens_per_day';
      if (deployed && lambda.isFull(now)) return 'concurrency';
      return fleet.rejects(now);
    },
    remembersPrompts: prefixCache !== undefined,
    ...(timeout === undefined ? {} : { timeout }),
  };
}
