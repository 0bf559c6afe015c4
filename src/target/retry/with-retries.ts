import type { Random } from '../../random/random.ts';
import type { Outcome } from '../../sample/outcome.ts';
import type { Barrier } from '../../sample/sample.ts';
import type { RetryPolicy } from '../../scenario/retry-policy.ts';
import type { CancelSignal } from '../../time/cancellation.ts';
import type { Clock } from '../../time/clock.ts';
import type { Milliseconds } from '../../time/duration.ts';
import type { Reply } from '../contract/target.ts';

/** What a retry loop needs beside the request itself. */
export interface RetryLoop {
  readonly policy: Omit<RetryPolicy, 'budget'>;
  readonly clock: Clock;
  /** Spreads the waits between attempts. */
  readonly random: Random;
  /** Ends the waits and the loop. */
  readonly signal: CancelSignal;
  /** Sends one attempt; undefined if the spend cap has no room for it, which ends the loop. */
  readonly attempt: (isFirst: boolean) => Promise<Reply | undefined>;
  /** Returns whether one more attempt may be made at all; it may if absent. */
  readonly mayRetry?: () => boolean;
  /**
   * Returns whether the spend cap has room for the next attempt and the wait before it; it has if
   * absent.
   */
  readonly hasRoom?: (last: Reply, wait: Milliseconds) => boolean;
}

/**
 * Sends a request until it is answered, fails for good, has no attempts left or is stopped. Returns
 * every reply in order. The wait is the server's Retry-After plus a back-off with full jitter; a
 * Retry-After longer than the policy's cap ends the loop.
 */
export async function withRetries({
  policy,
  clock,
  random,
  signal,
  attempt,
  mayRetry,
  hasRoom,
}: RetryLoop): Promise<readonly Reply[]> {
  const replies: Reply[] = [];
  for (;;) {
    const reply = await attempt(replies.length === 0);
    if (reply === undefined) return replies;
    replies.push(reply);
    const retryAfter = reply.server?.retryAfter ?? 0;
    const isFinal = retryAfter > policy.cap || !isWorthRetrying(reply);
    if (replies.length >= policy.maxAttempts || signal.aborted || isFinal) return replies;
    if (mayRetry?.() === false) return replies;
    // All clients received the same Retry-After, so the jitter is added to it.
    const wait = retryAfter + backoff(policy, replies.length, random);
    if (hasRoom?.(reply, wait) === false) return replies;
    await clock.sleepUntil(clock.now() + wait, signal);
    if (signal.aborted) return replies;
  }
}

/** Outcomes that a retry may change. */
const TRANSIENT: ReadonlySet<Outcome> = new Set([
  'throttled',
  'server_error',
  'unreachable',
  'timeout',
  'incomplete',
  'model_error',
]);

/**
 * Faults of the client's own network set-up: a retry would fail again, or hide them behind an
 * answer.
 */
const CLIENT_FAULTS: ReadonlySet<Barrier> = new Set(['certificate', 'tls', 'proxy', 'sockets']);

function isWorthRetrying({ outcome, error }: Reply): boolean {
  const isClientFault = error?.barrier !== undefined && CLIENT_FAULTS.has(error.barrier);
  return TRANSIENT.has(outcome) && !isClientFault;
}

/**
 * Returns a back-off with full jitter: uniform below a bound that doubles (Brooker, "Exponential
 * Backoff And Jitter", 2015).
 */
function backoff(
  { base, cap }: RetryLoop['policy'],
  attempt: number,
  random: Random,
): Milliseconds {
  return random() * Math.min(cap, base * 2 ** (attempt - 1));
}
