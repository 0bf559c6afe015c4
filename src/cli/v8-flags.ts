import { setFlagsFromString } from 'node:v8';

/**
 * The nursery is V8's young generation, where all that lives no longer than a request belongs.
 *
 * Left to itself V8 makes old at once what it saw survive at a few places in the code. Requests that
 * wait, armed, for their due time look like that, and at a thousand a second each then left 4 KB to
 * full collections, which held the loop for 17 ms every second and a half on Node 20. Whether it pays
 * from Node 22 on is not shown (docs/engines.md). To be called first thing.
 */
export function disableAllocationSitePretenuring(): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
}
