import type { Executor } from '../scenario/load/load.ts';
import { traitsOf } from './executors.ts';

/** Returns the maximum number of a load's requests in flight. */
export function concurrency(load: Executor): number {
  return traitsOf(load).concurrency(load);
}
