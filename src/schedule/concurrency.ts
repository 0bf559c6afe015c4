import type { Executor } from '../scenario/load/load.ts';

/** The concurrency of a load: the most requests it may have in flight at once. */
export function concurrency(load: Executor): number {
  if ('maxVUs' in load) return load.maxVUs;
  if (load.executor !== 'ramping-vus') return load.vus;
  return Math.max(load.startVUs, ...load.stages.map(({ target }) => target));
}
