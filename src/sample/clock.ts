import type { Milliseconds } from '../scenario/duration.ts';

/** A Clock is the only door to time: monotonic milliseconds, and waiting. */
export interface Clock {
  /** Now, in milliseconds since an arbitrary origin; never goes back. */
  now(): Milliseconds;
  /** Resolves at `at` or at once when that is past; resolves early when the signal aborts. */
  sleepUntil(at: Milliseconds, signal?: AbortSignal): Promise<void>;
}

/** The longest wait setTimeout knows; a longer one would fire at once. */
const LONGEST: Milliseconds = 2 ** 31 - 1;

/** setTimeout is late by up to a millisecond; the last one is spent polling (the guard). */
const GUARD: Milliseconds = 1;

/**
 * The machine's monotonic clock. It sleeps by timer to within a millisecond of the due instant, and
 * then yields with setImmediate, which keeps polling sockets: median lateness about a microsecond.
 */
export const systemClock: Clock = {
  now: () => performance.now(),
  async sleepUntil(at, signal) {
    for (let rest = at - GUARD - performance.now(); rest > 0 && signal?.aborted !== true;) {
      await timer(Math.min(rest, LONGEST), signal);
      rest = at - GUARD - performance.now();
    }
    while (performance.now() < at && signal?.aborted !== true) {
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  },
};

function timer(ms: Milliseconds, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) return resolve();
    const done = (): void => {
      clearTimeout(handle);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const handle = setTimeout(done, ms);
    signal?.addEventListener('abort', done, { once: true });
  });
}
