/**
 * A Leash is one request's own abort signal: it follows signals that outlive it, until it is let go.
 *
 * `AbortSignal.any` follows too, but on Node 20 at four times the cost, and it leaves something of
 * itself in what it followed: the memory of a long run grows by each of its requests.
 */
export interface Leash {
  readonly signal: AbortSignal;
  abort(reason: unknown): void;
  /** Stops following. */
  release(): void;
}

/** A Leash that is aborted, for the same reason, with the first of its leaders. */
export function createLeash(...leaders: readonly AbortSignal[]): Leash {
  const own = new AbortController();
  const follow = (reason: unknown): void => own.abort(reason);
  const followings = leaders.map((leader) => onAbort(leader, follow));
  return {
    signal: own.signal,
    abort: (reason) => own.abort(reason),
    release() {
      for (const stop of followings) stop();
    },
  };
}

/** A Follower knows its place among those of one signal, so that it can leave at once. */
interface Follower {
  readonly act: (reason: unknown) => void;
  place: number;
}

/**
 * A signal that is followed carries its followers, behind one listener. A listener each would do, or
 * a WeakMap of them, but for the collector: what is taken out of either keeps what came after it, and
 * the requests they belong to, until old garbage is collected.
 */
const FOLLOWERS = Symbol('followers');
type Followed = AbortSignal & { [FOLLOWERS]?: Follower[] };

/** Calls `act` when the signal aborts, now if it has; what it returns calls that off. */
export function onAbort(signal: Followed, act: (reason: unknown) => void): () => void {
  if (signal.aborted) {
    act(signal.reason);
    return () => undefined;
  }
  const all = signal[FOLLOWERS] ?? gather(signal);
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

function gather(signal: Followed): Follower[] {
  const all: Follower[] = [];
  signal[FOLLOWERS] = all;
  const tell = (): void => {
    for (const { act } of all.slice()) act(signal.reason);
  };
  signal.addEventListener('abort', tell, { once: true });
  return all;
}
