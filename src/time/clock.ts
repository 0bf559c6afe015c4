import { onAbort, type CancelSignal } from './cancellation.ts';
import type { Milliseconds } from './duration.ts';

/** A source of monotonic time, milliseconds, and of waiting; the only one that the program uses. */
export interface Clock {
  /** Current time, milliseconds since an arbitrary origin; never goes back. */
  now(): Milliseconds;
  /**
   * Calls `fire` once, at `at` or soon if that is past. Returns a function that cancels the timer.
   */
  timer(at: Milliseconds, fire: () => void): () => void;
  /** Resolves at `at`, at once if that is past, or early when a signal aborts. */
  sleepUntil(at: Milliseconds, ...signals: readonly CancelSignal[]): Promise<void>;
}

/** Longest delay of setTimeout, milliseconds; a longer one would fire at once. */
const LONGEST_TIMEOUT: Milliseconds = 2 ** 31 - 1;

/** Time polled before each due instant, milliseconds: setTimeout can be late by as much. */
const POLL_BEFORE: Milliseconds = 1;

/** One call to `fire` at `at`; when `off`, the call is skipped. */
interface Timer {
  readonly at: Milliseconds;
  readonly fire: () => void;
  timer?: NodeJS.Timeout;
  off: boolean;
}

/**
 * Requested sleep, milliseconds; the kernel makes it about 0.1 ms. No read waits longer for its
 * timestamp.
 */
const NAP: Milliseconds = 0.05;
/**
 * Longest nap counted as sleep, milliseconds; the rest of a longer one was spent waiting for a
 * processor.
 */
const LONGEST_NAP: Milliseconds = 0.15;
/** No nap is taken within this time of a due timer, milliseconds. */
const AWAKE: Milliseconds = 0.15;
/** Interval between polls of the sockets while awake, milliseconds: each poll creates garbage. */
const POLL_INTERVAL: Milliseconds = 0.03;
const NEVER = new Int32Array(new SharedArrayBuffer(4));

/** Timers due within a millisecond, for which one loop polls. */
const nearTimers: Timer[] = [];
let polling = false;
let slept: Milliseconds = 0;

/**
 * Returns the total time that this process has napped between polls of its sockets, milliseconds:
 * neither busy nor waiting.
 */
export function timeSlept(): Milliseconds {
  return slept;
}

/**
 * The machine's monotonic clock. Waits with a timer until a millisecond before the due instant,
 * then naps, and stays awake for the last part; polls the sockets after each nap and each interval
 * awake. Constant polling left 400 MB of garbage a second, whose collection delayed the slowest
 * timers.
 */
export const systemClock: Clock = {
  now: () => performance.now(),
  timer(at, fire) {
    const timer: Timer = { at, fire, off: false };
    approach(timer);
    return () => {
      timer.off = true;
      clearTimeout(timer.timer);
    };
  },
  sleepUntil: (at, ...signals) => sleep(systemClock, at, signals),
};

/** Implements `sleepUntil` for a clock that has timers. */
export function sleep(
  clock: Pick<Clock, 'now' | 'timer'>,
  at: Milliseconds,
  signals: readonly CancelSignal[],
): Promise<void> {
  if (at <= clock.now() || signals.some(({ aborted }) => aborted)) return Promise.resolve();
  return new Promise((resolve) => {
    const wake = (): void => {
      cancel();
      for (const stop of followings) stop();
      resolve();
    };
    const cancel = clock.timer(at, wake);
    const followings = signals.map((signal) => onAbort(signal, wake));
  });
}

function approach(timer: Timer): void {
  const rest = timer.at - POLL_BEFORE - performance.now();
  if (rest > 0) {
    timer.timer = setTimeout(approach, Math.min(rest, LONGEST_TIMEOUT), timer);
    return;
  }
  nearTimers.push(timer);
  pollSoon();
}

function pollSoon(): void {
  if (polling) return;
  polling = true;
  setImmediate(poll);
}

function poll(): void {
  polling = false;
  fireDue(performance.now());
  if (nearTimers.length === 0) return;
  const now = performance.now();
  const next = nearTimers.reduce(
    (soonest, { at }) => Math.min(soonest, at),
    Number.POSITIVE_INFINITY,
  );
  if (next - now > AWAKE) nap(now);
  else spin(Math.min(next, now + POLL_INTERVAL));
  pollSoon();
}

/** Fires all due timers in the order of their times; a callback may set another timer. */
function fireDue(now: Milliseconds): void {
  let due: Timer[] | undefined;
  let left = 0;
  for (const timer of nearTimers) {
    if (timer.off) continue;
    if (timer.at <= now) (due ??= []).push(timer);
    else nearTimers[left++] = timer;
  }
  nearTimers.length = left;
  for (const timer of due?.sort((one, other) => one.at - other.at) ?? []) {
    if (!timer.off) timer.fire();
  }
}

function nap(since: Milliseconds): void {
  Atomics.wait(NEVER, 0, 0, NAP);
  slept += Math.min(LONGEST_NAP, performance.now() - since);
}

function spin(until: Milliseconds): void {
  while (performance.now() < until);
}
