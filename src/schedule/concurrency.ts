import type { Executor } from '../scenario/load/load.ts';
import { traitsOf } from './executors.ts';

/** The concurrency of a load: the most requests it may have in flight at once. */
export function concurrency(load: Executor): number {
  return traitsOf(load).concurrency(load);
}
