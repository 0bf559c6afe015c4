import type { Query } from '../dataset/query.ts';
import type { Clock } from '../sample/clock.ts';
import { createLeash } from '../sample/leash.ts';
import type { Outcome } from '../sample/outcome.ts';
import type { Milliseconds } from '../scenario/duration.ts';
import type { Random } from '../scenario/random.ts';
import type { Reply, Target } from '../target/target.ts';

/** What an Inquiry needs beside its query. */
export interface Bench {
  readonly target: Target;
  /** One attempt is given up after this long. */
  readonly timeout: Milliseconds;
  readonly clock: Clock;
  /** Spreads the waits between attempts. */
  readonly random: Random;
  readonly signal: AbortSignal;
}

/** The judge is not under test: a busy moment of it should not cost a score. */
const ATTEMPTS = 3;
const FIRST_WAIT: Milliseconds = 1000;

const PASSING: ReadonlySet<Outcome> = new Set([
  'throttled',
  'timeout',
  'server_error',
  'model_error',
  'incomplete',
]);

/**
 * An Inquiry asks the judge until it replies, fails for good, has failed three times, or the run
 * stops. Returns every reply in order, at least one: each may have been billed.
 */
export async function inquire(query: Query, bench: Bench): Promise<readonly [Reply, ...Reply[]]> {
  const replies: [Reply, ...Reply[]] = [await attempt(query, bench)];
  const { clock, random, signal } = bench;
  while (replies.length < ATTEMPTS && PASSING.has(replies[replies.length - 1]?.outcome ?? 'ok')) {
    // Full jitter (M. Brooker, "Exponential Backoff And Jitter", 2015).
    const wait = random() * FIRST_WAIT * 2 ** (replies.length - 1);
    await clock.sleepUntil(clock.now() + wait, signal);
    if (signal.aborted) break;
    replies.push(await attempt(query, bench));
  }
  return replies;
}

async function attempt(query: Query, { target, timeout, clock, signal }: Bench): Promise<Reply> {
  const leash = createLeash(signal);
  const answered = clock.alarm(clock.now() + timeout, () => leash.abort('timeout'));
  try {
    return await target.ask(query, {
      clock,
      signal: leash.signal,
      metadata: {},
    });
  } finally {
    answered();
    leash.release();
  }
}
