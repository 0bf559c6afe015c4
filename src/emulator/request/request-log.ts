import type { ServedRequest } from './served-request.ts';

/** A RequestLog keeps what was served last. */
export interface RequestLog {
  add(request: ServedRequest): void;
  entries(): readonly ServedRequest[];
}

const KEPT = 100_000;

/** Keeps at least the last 100,000 requests, so that a soak test does not fill the memory. */
export function createRequestLog(): RequestLog {
  let older: ServedRequest[] = [];
  let newer: ServedRequest[] = [];
  return {
    add(request) {
      if (newer.length === KEPT) {
        older = newer;
        newer = [];
      }
      newer.push(request);
    },
    entries: () => [...older, ...newer],
  };
}
