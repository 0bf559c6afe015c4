import type { Random } from '../random/random.ts';
import type { ServingOptions } from './base/serving-options.ts';
import type { Serving } from './base/serving.ts';
import { Engine } from './engine/engine.ts';
import { createPooled } from './pooled.ts';
import type { Profile } from './profiles/profile.ts';

/** Creates the serving that a profile describes. */
export function createServing(
  profile: Profile,
  random: Random,
  options: ServingOptions = {},
): Serving {
  return profile.mode === 'engine'
    ? new Engine(profile, random, options)
    : createPooled(profile, random, options);
}
