import { onAbort, type CancelSignal } from './cancellation.ts';
import type { Milliseconds } from './duration.ts';

/** A Clock is the only door to time: monotonic milliseconds, and waiting. */
export interface Clock {
  /** Now, in milliseconds since an arbitrary origin; never goes back. */
  now(): Milliseconds;
  /** Calls `ring` once, at `at` or soon when that is past. What it returns calls it off. */
  timer(at: Milliseconds, fire: () => void): () => void;
  /** Resolves at `at` or at once when that is past; resolves early when a signal aborts. */
  sleepUntil(at: Milliseconds, ...signals: readonly CancelSignal[]): Promise<void>;
}

/** The longest wait setTimeout knows; a longer one would fire at once. */
const LONGEST: Milliseconds = 2 ** 31 - 1;

/** setTimeout is late by up to a millisecond; the last one is spent polling (the guard). */
const GUARD: Milliseconds = 1;

/** An Alarm is one call to come; off, it is forgotten when its time comes. */
interface Timer {
  readonly at: Milliseconds;
  readonly fire: () => void;
  timer?: NodeJS.Timeout;
  off: boolean;
}

/** A nap is as short as the kernel can make it, some 0.1 ms: no read waits longer for its stamp. */
const NAP: Milliseconds = 0.05;
/** Who naps for longer was not asleep all the while, but waited for a processor. */
const OVERSLEPT: Milliseconds = 0.15;
/** Nearer than this to an alarm nobody naps. */
const AWAKE: Milliseconds = 0.15;
/** Awake, the sockets are looked at this often: each look is garbage. */
const SPELL: Milliseconds = 0.03;
const NEVER = new Int32Array(new SharedArrayBuffer(4));

/** Alarms of the next millisecond, for which one loop polls. */
const near: Timer[] = [];
let polling = false;
let slept: Milliseconds = 0;

/** How long this process has napped between looks at its sockets, ms in all: not busy, and not waiting. */
export function timeSlept(): Milliseconds {
  return slept;
}

/**
 * The machine's monotonic clock. It waits by timer to within a millisecond of the due instant, then
 * in naps, and for the last stretch awake, looking at the sockets after each nap and spell. Looking
 * all the while left 400 MB of garbage a second, whose collection made the tail of every due time.
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

/** How a Clock sleeps, given that it has alarms. */
export function sleep(
  clock: Pick<Clock, 'now' | 'timer'>,
  at: Milliseconds,
  signals: readonly CancelSignal[],
): Promise<void> {
  if (at <= clock.now() || signals.some(({ aborted }) => aborted)) return Promise.resolve();
  return new Promise((resolve) => {
    const wake = (): void => {
      callOff();
      for (const stop of followings) stop();
      resolve();
    };
    const callOff = clock.timer(at, wake);
    const followings = signals.map((signal) => onAbort(signal, wake));
  });
}

function approach(timer: Timer): void {
  const rest = timer.at - GUARD - performance.now();
  if (rest > 0) {
    timer.timer = setTimeout(approach, Math.min(rest, LONGEST), timer);
    return;
  }
  near.push(timer);
  pollSoon();
}

function pollSoon(): void {
  if (polling) return;
  polling = true;
  setImmediate(poll);
}

function poll(): void {
  polling = false;
  ringDue(performance.now());
  if (near.length === 0) return;
  const now = performance.now();
  const next = near.reduce((soonest, { at }) => Math.min(soonest, at), Number.POSITIVE_INFINITY);
  if (next - now > AWAKE) nap(now);
  else stay(Math.min(next, now + SPELL));
  pollSoon();
}

/** Rings, in the order of their times, all that are due; what rings may set another. */
function ringDue(now: Milliseconds): void {
  let due: Timer[] | undefined;
  let left = 0;
  for (const timer of near) {
    if (timer.off) continue;
    if (timer.at <= now) (due ??= []).push(timer);
    else near[left++] = timer;
  }
  near.length = left;
  for (const timer of due?.sort((one, other) => one.at - other.at) ?? []) {
    if (!timer.off) timer.fire();
  }
}

function nap(since: Milliseconds): void {
  Atomics.wait(NEVER, 0, 0, NAP);
  slept += Math.min(OVERSLEPT, performance.now() - since);
}

function stay(until: Milliseconds): void {
  while (performance.now() < until);
}
