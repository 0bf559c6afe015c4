import { setFlagsFromString } from 'node:v8';

/**
 * Turns off V8's allocation-site pretenuring; must be called first.
 *
 * V8 allocates objects in old space at once if it saw objects of the same site survive. Requests
 * that wait for their due time look like that; at 1,000 a second each left 4 KB to major
 * collections, which blocked the event loop for 17 ms every 1.5 seconds on Node 20. No gain is
 * shown from Node 22 on (docs/engines.md).
 */
export function disableAllocationSitePretenuring(): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
}
