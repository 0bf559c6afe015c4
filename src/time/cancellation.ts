/**
 * A signal to stop one request, which follows signals that live longer until it is released.
 *
 * It uses neither AbortController nor `AbortSignal.any`. On Node 20 a controller costs each request
 * 4 µs and 0.8 KB that only a full garbage collection frees, and `any` leaves memory in the signals
 * that it followed: the memory of a long run would grow with each request.
 *
 * Delete it when Node 20 is no longer supported: from Node 22 on a controller without listeners keeps no
 * memory and costs 1.3 to 1.7 µs, against 0.7 to 0.9 µs here (docs/engines.md).
 */
export interface Cancellation {
  readonly signal: CancelSignal;
  abort(reason: unknown): void;
  /** Stops following the other signals. */
  release(): void;
}

/** A signal that aborts once and then calls its followers. */
export type CancelSignal = AbortSignal | FollowedSignal;

/** The signal of a Cancellation, with its followers. */
class FollowedSignal {
  aborted = false;
  reason: unknown;
  readonly followers: Follower[] = [];
}

/** A callback and its position among the followers of one signal, for removal in constant time. */
interface Follower {
  readonly act: (reason: unknown) => void;
  place: number;
}

/** Returns a Cancellation that aborts with the first of its leaders, for the same reason. */
export function createCancellation(...leaders: readonly CancelSignal[]): Cancellation {
  const signal = new FollowedSignal();
  const abort = (reason: unknown): void => {
    if (signal.aborted) return;
    signal.aborted = true;
    signal.reason = reason;
    notify(signal.followers, reason);
  };
  const followings = leaders.map((leader) => onAbort(leader, abort));
  return {
    signal,
    abort,
    release() {
      for (const stop of followings) stop();
    },
  };
}

/**
 * Calls `act` when the signal aborts, at once if it already has. Returns a function that stops
 * following.
 */
export function onAbort(signal: CancelSignal, act: (reason: unknown) => void): () => void {
  if (signal.aborted) {
    act(signal.reason);
    return () => undefined;
  }
  const all = signal instanceof FollowedSignal ? signal.followers : followersOf(signal);
  const follower: Follower = { act, place: all.length };
  all.push(follower);
  return () => {
    if (all[follower.place] !== follower) return;
    const last = all.pop();
    if (last === undefined || last === follower) return;
    all[follower.place] = last;
    last.place = follower.place;
  };
}

/** Calls all followers, even if one of them is removed meanwhile. */
function notify(followers: readonly Follower[], reason: unknown): void {
  for (const { act } of followers.slice()) act(reason);
}

/**
 * Property of an AbortSignal that holds its followers, behind one listener. With a listener for
 * each follower, or a WeakMap, a removed entry would keep alive what was added after it, and the
 * requests behind that, until a full garbage collection.
 */
const FOLLOWERS = Symbol('followers');
type Followed = AbortSignal & { [FOLLOWERS]?: Follower[] };

function followersOf(signal: Followed): Follower[] {
  const known = signal[FOLLOWERS];
  if (known !== undefined) return known;
  const all: Follower[] = [];
  signal[FOLLOWERS] = all;
  signal.addEventListener('abort', () => notify(all, signal.reason), { once: true });
  return all;
}
