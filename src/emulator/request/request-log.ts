import type { ServedRequest } from './served-request.ts';

/** The most recently served requests. */
export interface RequestLog {
  add(request: ServedRequest): void;
  entries(): readonly ServedRequest[];
}

/** Entries of each of the two halves. */
const HALF_SIZE = 100_000;

/** Keeps the last 100,000 to 200,000 requests, so that a soak test does not fill the memory. */
export function createRequestLog(): RequestLog {
  let older: ServedRequest[] = [];
  let newer: ServedRequest[] = [];
  return {
    add(request) {
      if (newer.length === HALF_SIZE) {
        older = newer;
        newer = [];
      }
      newer.push(request);
    },
    entries: () => [...older, ...newer],
  };
}
